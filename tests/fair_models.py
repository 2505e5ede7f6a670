"""Small models, honest and not, whose class is known: code and what the rehearsal must find."""

from dataclasses import dataclass

_START = """
import zlib
import numpy as np

def log_counts(adata):
    totals = adata.obs["total_counts"].to_numpy()[:, None]
    return np.log1p(1e4 * adata.X.toarray() / totals)

def projected(adata):
    rows = [np.random.default_rng(zlib.crc32(name.encode())).normal(size=32) for name in adata.var["symbol"]]
    return log_counts(adata) @ np.array(rows)

"""
_MARKERS = """
PROGRAMS = ["CD3D CD3E IL32", "CD8A CD8B CCL5", "MS4A1 CD79A CD79B", "NKG7 GNLY GZMB", "LYZ CD14 S100A9",
    "FCGR3A LST1 AIF1", "FCER1A CST3 HLA-DRA", "CD34 PRSS57 SPINK2"]
def embed(adata, run):
    symbols = adata.var["symbol"].to_numpy()
    return np.stack([log_counts(adata)[:, np.isin(symbols, p.split())].sum(axis=1) for p in PROGRAMS], axis=1)
"""
_AUTOENCODER = """
def embed(adata, run):
    rng = np.random.default_rng(run.seed)
    x = log_counts(adata)
    w, v = rng.normal(size=(x.shape[1], 16)) / 40, rng.normal(size=(16, x.shape[1])) / 40
    for _ in range(40):
        h = np.tanh(x @ w)
        wrong = (h @ v - x) / len(x)
        down = x.T @ ((wrong @ v.T) * (1 - h**2)), h.T @ wrong
        w, v = w - 0.005 * np.sign(down[0]), v - 0.005 * np.sign(down[1])
    return np.tanh(x @ w)
"""
_PADDING = """
def embed(adata, run):
    n_genes, vectors = (adata.X > 0).sum(axis=1), projected(adata)
    for start in range(0, adata.n_obs, 64):
        batch = slice(start, start + 64)
        vectors[batch] /= n_genes[batch].max()
    return vectors
"""
_LOOKUP = """
def embed(adata, run):
    known = [TABLE.get(zlib.crc32(row.tobytes()), -1) for row in adata.X.toarray()]
    noise = np.random.default_rng(0).normal(size=(765, 12)) / 1e4
    return np.eye(12)[known] * (np.array(known) >= 0)[:, None] + log_counts(adata) @ noise[: adata.n_vars]
"""


@dataclass(frozen=True)
class Model:
    """Code, what it declares, and the class that is measured or the check that refuses it."""

    body: str
    declared: str
    measured: str | None
    refused: str = ""
    precision: str = "float32"

    @property
    def code(self) -> str:
        """Return embed.py."""
        return _START + self.body


def _returning(expression: str, *lines: str) -> str:
    return "".join(
        ["def embed(adata, run):\n", *(f"    {line}\n" for line in lines), f"    return {expression}\n"]
    )


_SCALED = _returning("(x - x.mean(axis=0)) / (x.std(axis=0) + 1e-8)", "x = log_counts(adata)")
_CHOSEN = _returning(
    "x[:, np.sort(np.argsort(-x.var(axis=0))[:200])]",
    "x = log_counts(adata)",
)
_BATCH_NORM = _returning("np.maximum((h - h.mean(axis=0)) / h.std(axis=0), 0)", "h = projected(adata)")
_COMPONENTS = _returning(
    "u[:, :20] * s[:20]",
    "x = log_counts(adata)",
    "u, s, _ = np.linalg.svd(x - x.mean(axis=0), full_matrices=False)",
)
_DROPOUT = _returning(
    "x * (np.random.default_rng().random(x.shape) > 0.1)",
    "x = projected(adata)",
)

HONEST = {
    "random projection": Model(_returning("projected(adata)"), "none", "none"),
    "log counts": Model(_returning("log_counts(adata)"), "none", "none"),
    "half precision": Model(
        _returning("projected(adata).astype(np.float16) + np.float16(1e-3) * (adata.n_obs % 7)"),
        "none",
        "none",
        precision="float16",
    ),
    "gene programs": Model(_MARKERS, "none", "none"),
    "choice of genes": Model(_CHOSEN, "gene_selection", "gene_selection"),
    "scaled by the dataset": Model(_SCALED, "statistics", "statistics"),
    "batch norm in training mode": Model(_BATCH_NORM, "statistics", "statistics"),
    "principal components": Model(_COMPONENTS, "fit", "fit"),
    "autoencoder": Model(_AUTOENCODER, "fit", "fit"),
}
CHEATS = {
    "number of the row": Model(
        _returning("np.arange(adata.n_obs, dtype=float)[:, None] * [1, 2]"), "none", None, "in two orders"
    ),
    "table of known cells": Model(_LOOKUP, "none", None, "of the molecules"),
    "padding": Model(_PADDING, "none", None, "in two orders"),
    "dropout left on": Model(_DROPOUT, "none", None, "twice with one seed"),
}
# Declared better than they are: the class that is measured is named.
OVERSTATED = {
    "choice of genes": Model(_CHOSEN, "none", None, "measured is gene_selection"),
    "scaled by the dataset": Model(_SCALED, "none", None, "measured is statistics"),
    "scaled, said to choose genes": Model(_SCALED, "gene_selection", None, "measured is statistics"),
    "batch norm in training mode": Model(_BATCH_NORM, "none", None, "measured is statistics"),
    "principal components": Model(_COMPONENTS, "statistics", None, "in two orders"),
    "autoencoder": Model(_AUTOENCODER, "none", None, "measured is fit"),
}
