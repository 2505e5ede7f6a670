"""scGPT at its official size with random weights, on one thread: ours, and upstream's own loop.

Run by benchmarks/scgpt.py in a process of its own, which prints one JSON object.
"""

import json
import sys
import tempfile
from collections.abc import Callable
from contextlib import redirect_stdout
from copy import deepcopy
from itertools import combinations
from pathlib import Path
from typing import Any

import anndata as ad
import numpy as np
import pandas as pd
import scipy.sparse as sp
import torch

from benchmarks.device import devices, encoder_flops, name_of, peak_flops
from benchmarks.rounds import fewest_seconds, other_vectors, precisions, speeds
from benchmarks.side_by_side import upstream_loop
from scgpt.cells import Cells, blocks_of
from scgpt.checkpoint import CLS, Checkpoint, read_checkpoint
from scgpt.embedding import cls_vectors, padded
from scgpt.random_weights import OFFICIAL, random_network

N_GENES = 3000  # rows of the vocabulary that are never read cost nothing
CASES = {  # fewest and most genes of a cell, and cells on a processor and on a GPU
    "variable": ((133, 685), {"cpu": 16, "cuda": 4096}),
    "full": ((1199, 1199), {"cpu": 4, "cuda": 2048}),
    "tokens": ((133, 685), {"cpu": 1000, "cuda": 4096}),
}
SEEDS = range(3)


def main(asked: dict[str, Any]) -> None:
    """Print what was asked for: speed on every device, and what draws and precision move."""
    torch.set_num_threads(1)
    found = {"devices": {device: _speed(device, asked) for device in devices()}}
    if asked["cells"]:
        found["draws"] = _draws(ad.read_h5ad(asked["cells"])[: asked["n_cells"]])
    print(json.dumps(found))


def _speed(device: str, asked: dict[str, Any]) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="scgpt-") as name:
        folder = Path(name)
        write_checkpoint(folder)
        cells = {case: made_cells(*size, device, asked["share"]) for case, size in CASES.items()}
        for case, adata in cells.items():
            adata.write_h5ad(folder / f"{case}.h5ad")
        works = {
            (case, precision): _work(cells[case], read_checkpoint(folder), device, precision)
            for case in ("variable", "full")
            for precision in precisions(device)
        }
        works["tokens", "float32"] = _tokens(cells["tokens"])
        peaks = {precision: peak_flops(device, precision) for precision in precisions(device)}
        theirs = upstream_loop("benchmarks.upstream_scgpt", folder, device, asked)
        least, vectors = fewest_seconds(works, theirs, device, asked["rounds"])
        found = {}
        for case in ("variable", "full"):
            lengths = np.diff(cells[case].X.indptr) + 1
            flops = encoder_flops(lengths, OFFICIAL.d_model, OFFICIAL.d_hidden, OFFICIAL.n_layers - 1)
            found[case] = {"n_cells": len(lengths), "median_tokens": float(np.median(lengths))}
            found[case] |= speeds(least, case, len(lengths), flops, peaks)
            found[case] |= _deviations(case, vectors, folder / f"{case}.upstream.npy")
        found["tokens"] = speeds(least, "tokens", cells["tokens"].n_obs, 0.0, {})
    return {"name": name_of(device), "cases": found}


def write_checkpoint(folder: Path, n_layers: int = OFFICIAL.n_layers) -> None:
    """Write a checkpoint in the official format."""
    sizes = type(OFFICIAL)(OFFICIAL.d_model, OFFICIAL.n_heads, OFFICIAL.d_hidden, n_layers)
    names = [*(f"GENE{number}" for number in range(N_GENES)), "<pad>", "<cls>", "<eoc>"]
    genes = np.random.default_rng(1).standard_normal((len(names), sizes.d_model))
    state = random_network(0, sizes).state_dict() | {
        "encoder.embedding.weight": torch.from_numpy(genes).float()
    }
    settings = {"embsize": sizes.d_model, "nheads": sizes.n_heads, "d_hid": sizes.d_hidden}
    settings |= {
        "nlayers": n_layers,
        "n_layers_cls": 3,
        "dropout": 0.2,
        "pad_token": "<pad>",
        "pad_value": -2,
    }
    (folder / "args.json").write_text(json.dumps(settings), encoding="utf-8")
    vocabulary = {name: number for number, name in enumerate(names)}
    (folder / "vocab.json").write_text(json.dumps(vocabulary), encoding="utf-8")
    torch.save(state, folder / "best_model.pt")


def made_cells(n_genes: tuple[int, int], n_cells: dict[str, int], device: str, share: float) -> ad.AnnData:
    """Return cells whose numbers of genes are even on a log scale, as among highly variable genes.

    The values of a cell are all different, so that no bin is left to chance.
    """
    rng = np.random.default_rng(n_genes)
    fewest, most = np.log(n_genes)
    sizes = np.exp(rng.uniform(fewest, most, max(2, round(n_cells[device] * share)))).round().astype(int)
    columns = [np.sort(rng.choice(N_GENES, size, replace=False)) for size in sizes]
    values = np.concatenate([1 + rng.permutation(size) for size in sizes]).astype(np.float32)
    starts = np.cumsum([0, *sizes])
    X = sp.csr_matrix((values, np.concatenate(columns), starts), shape=(len(sizes), N_GENES))
    return ad.AnnData(X, var=pd.DataFrame(index=[f"GENE{number}" for number in range(N_GENES)]))


def _deviations(case: str, vectors: dict[tuple[str, str], np.ndarray], theirs: Path) -> dict[str, float]:
    """Return how far half precision, and upstream where it was run, are from our float32."""
    exact = vectors[case, "float32"]
    others = other_vectors(case, vectors, theirs)
    found = {}
    for name, vector in others.items():
        found[f"{name}_difference"] = float(np.abs(vector - exact).max())
        found[f"{name}_cosine"] = float((vector * exact).sum(axis=1).min())
    return found


def _work(adata: ad.AnnData, weights: Checkpoint, device: str, precision: str) -> Callable[[], np.ndarray]:
    """Return what embeds the cells; upstream's loop, too, is measured without reading its files."""
    rows = np.arange(adata.n_vars)
    cls = [weights.vocabulary[CLS]]
    genes = weights.genes[torch.from_numpy(np.concatenate([cls, rows]))]
    place = {"n_cells": adata.n_obs, "device": device, "precision": precision}

    def work() -> np.ndarray:
        with redirect_stdout(sys.stderr):
            blocks = blocks_of(adata, 1 + rows, np.arange(len(genes)), 0)
            network = deepcopy(weights.network)  # half precision changes it, and there is another round
            return cls_vectors(network, genes, blocks, cls_value=weights.pad_value, **place)

    return work


def _tokens(adata: ad.AnnData) -> Callable[[], list[Any]]:
    """Return what makes padded tokens, in batches of 64 as upstream's."""
    rows = np.arange(adata.n_vars)
    cells = Cells(adata.X, rows, rows, 0)
    batches = [np.arange(start, min(start + 64, adata.n_obs)) for start in range(0, adata.n_obs, 64)]
    return lambda: [padded(cells.tokens(batch)) for batch in batches]


def _draws(adata: ad.AnnData) -> dict[str, float]:
    """Return cosines of one cell under two seeds, and of two cells under one: other bins of equal counts."""
    rows, network = 1 + np.arange(adata.n_vars), random_network(0)
    genes = np.random.default_rng(0).uniform(-0.1, 0.1, (len(rows) + 1, OFFICIAL.d_model))
    genes, keys = torch.from_numpy(genes).float(), np.arange(len(rows) + 1)
    with redirect_stdout(sys.stderr):
        runs = [
            cls_vectors(
                network, genes, blocks_of(adata, rows, keys, seed), n_cells=adata.n_obs, cls_value=-2.0
            )
            for seed in SEEDS
        ]
    same = np.concatenate([(one * other).sum(axis=1) for one, other in combinations(runs, 2)])
    others = (runs[0] @ runs[0].T)[np.triu_indices(len(runs[0]), 1)]
    return {
        "n_cells": adata.n_obs,
        "median_genes": float(np.median(np.diff(adata.X.indptr))),
        "n_seeds": len(runs),
        "seeds_min_cosine": float(same.min()),
        "seeds_median_cosine": float(np.median(same)),
        "cells_median_cosine": float(np.median(others)),
    }


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
