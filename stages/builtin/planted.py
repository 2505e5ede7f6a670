"""Synthetic cells whose types, batches and their effects are known because they were planted."""

from dataclasses import dataclass
from pathlib import Path

import anndata as ad
import numpy as np
import numpy.typing as npt
import pandas as pd
import scipy.sparse as sp

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class CellType:
    """A planted type: its share of the cells, and how far its genes set it apart in its family."""

    share: float
    effect: float  # standard deviation of the log factors of its genes


# The first word of a name is the family. gamma_4 is rare, and distinct enough to be found.
TYPES = {
    "alpha_1": CellType(0.17, 0.95),
    "alpha_2": CellType(0.13, 0.95),
    "alpha_3": CellType(0.10, 0.85),
    "alpha_4": CellType(0.06, 1.05),
    "beta_1": CellType(0.15, 0.95),
    "beta_2": CellType(0.09, 0.95),
    "beta_3": CellType(0.04, 1.05),
    "gamma_1": CellType(0.12, 0.95),
    "gamma_2": CellType(0.08, 0.95),
    "gamma_3": CellType(0.052, 0.95),
    "gamma_4": CellType(0.008, 2.0),
}
MISSING = ("beta_3", "batch5")  # this type does not occur in this batch


@dataclass(frozen=True, slots=True)
class Batch:
    """One experiment: its share of the cells, its depth, and how far it distorts each gene."""

    share: float
    depth: float
    effect: float  # standard deviation of the log factors of the genes


BATCHES = {
    "batch1": Batch(0.30, 1.0, 0.0),
    "batch2": Batch(0.25, 1.3, 0.2),
    "batch3": Batch(0.20, 0.8, 0.25),
    "batch4": Batch(0.15, 1.1, 0.3),
    "batch5": Batch(0.10, 0.5, 0.25),
}
N_CELLS = 3000
N_GENES = 2000
_ABUNDANCE = 1.4  # standard deviation of the log expression between genes
_FAMILY_GENES, _FAMILY_EFFECT = 0.15, 0.9  # share of genes that tell families apart, and by how much
_TYPE_GENES = 0.08  # share of genes that tell a type from the rest of its family
_DONOR_EFFECT = 0.1  # on all genes
_LIBRARY, _LIBRARY_SPREAD = 540, 0.35  # median counts at depth 1, standard deviation of their log
_DISPERSION = 2.0  # variance = mean + mean^2 / dispersion


def planted(rng: np.random.Generator) -> ad.AnnData:
    """Return 3,000 cells x 2,000 genes with cell_type, family, batch and donor.

    Counts are negative-binomial around library size x relative expression. The log of the relative
    expression is the gene's abundance plus the effects of family, type, donor and batch on it; each
    effect is Gaussian and hits a random subset of the genes (family, type) or all (donor, batch).
    """
    obs = _design(rng)
    rates = np.exp(_log_expression(obs, rng))
    rates /= rates.sum(axis=1, keepdims=True)
    depth = _each(obs["batch"], {name: batch.depth for name, batch in BATCHES.items()})
    library = _LIBRARY * depth * rng.lognormal(0, _LIBRARY_SPREAD, N_CELLS)
    means = rates * library[:, None]  # (n_cells, n_genes)
    counts = rng.poisson(rng.gamma(_DISPERSION, means / _DISPERSION)).astype(np.float32)
    var = pd.DataFrame(index=pd.Index(rng.permutation(symbols()), dtype=object, name="symbol"))
    return ad.AnnData(sp.csr_matrix(counts), obs, var)


def symbols() -> list[str]:
    """Return the 2,000 gene symbols."""
    lines = Path(__file__).with_name("symbols.txt").read_text(encoding="utf-8").splitlines()
    return [name for line in lines if not line.startswith("#") for name in line.split()]


def _design(rng: np.random.Generator) -> pd.DataFrame:
    """Draw each cell's type, batch and donor; the order of the rows says nothing."""
    cell_type = _shuffled({name: kind.share for name, kind in TYPES.items()}, rng)
    batch = _shuffled({name: batch.share for name, batch in BATCHES.items()}, rng)
    forbidden = (cell_type == MISSING[0]) & (batch == MISSING[1])
    cell_type[forbidden] = rng.choice(["beta_1", "beta_2"], forbidden.sum())
    donor = [f"{name}_donor{number}" for name, number in zip(batch, rng.integers(1, 3, N_CELLS), strict=True)]
    family = [name.partition("_")[0] for name in cell_type]
    index = pd.Index([f"cell{number:04d}" for number in range(N_CELLS)], dtype=object, name="cell_id")
    columns = {"cell_type": cell_type, "family": family, "batch": batch, "donor": donor}
    return pd.DataFrame(columns, index=index, dtype=object)


def _shuffled(shares: dict[str, float], rng: np.random.Generator) -> npt.NDArray[np.str_]:
    sizes = [round(share * N_CELLS) for share in shares.values()]
    return rng.permutation(np.repeat(list(shares), sizes))


def _log_expression(obs: pd.DataFrame, rng: np.random.Generator) -> Floats:
    """Return the log of each cell's relative expression up to a constant, (n_cells, n_genes)."""
    families = dict.fromkeys(sorted(set(obs["family"])), _FAMILY_EFFECT)
    types = {name: kind.effect for name, kind in TYPES.items()}
    donors = dict.fromkeys(sorted(set(obs["donor"])), _DONOR_EFFECT)
    batches = {name: batch.effect for name, batch in BATCHES.items()}
    abundance = rng.normal(0, _ABUNDANCE, N_GENES)
    return (
        abundance
        + _effects(obs["family"], families, _FAMILY_GENES, rng)
        + _effects(obs["cell_type"], types, _TYPE_GENES, rng)
        + _effects(obs["donor"], donors, 1, rng)
        + _effects(obs["batch"], batches, 1, rng)
    )


def _effects(
    groups: "pd.Series[str]", spreads: dict[str, float], share: float, rng: np.random.Generator
) -> Floats:
    """Draw one Gaussian effect per group and gene, on a share of the genes: (n_cells, n_genes)."""
    hit = rng.random((len(spreads), N_GENES)) < share
    effects = hit * rng.normal(0, 1, hit.shape) * np.array(list(spreads.values()))[:, None]
    order = {name: position for position, name in enumerate(spreads)}
    return np.asarray(effects[_each(groups, order).astype(int)])


def _each(groups: "pd.Series[str]", values: dict[str, float] | dict[str, int]) -> Floats:
    """Return the value of each cell's group, (n_cells,)."""
    return np.asarray(groups.map(values), dtype=np.float64)
