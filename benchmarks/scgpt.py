"""scGPT at its official size, random weights: speed, half precision, and what the draws move.

    PYTHONPATH=submissions/_libraries python -m benchmarks.scgpt

CPU seconds of one thread. It writes the table of docs/models.md.
"""

import time
from itertools import combinations
from pathlib import Path
from typing import Any

import anndata as ad
import numpy as np
import torch

from benchmarks.machine import machine
from benchmarks.sections import write_section
from scgpt.cells import Cells, counts_of
from scgpt.embedding import cls_vectors
from scgpt.random_weights import random_network
from stages.cli import run
from stages.files import read_json, write_json

_RESULTS, _PAGE = Path("benchmarks/results/scgpt.json"), Path("docs/models.md")
_SEEDS = range(3)
_N_TOKENISED = 700


def scgpt(
    *,
    cells: Path = Path("data/prepared/pbmc68k/cells.h5ad"),
    n_cells: int = 48,
    results: Path = _RESULTS,
    page: Path = _PAGE,
) -> None:
    """Measure on the first cells of a dataset, and write results and the page's table."""
    torch.set_num_threads(1)
    X = counts_of(ad.read_h5ad(cells))
    write_json(_measured(X, n_cells) | {"machine": machine()}, results)
    write_section(page, "scgpt", table(read_json(results)))


def _measured(X: Any, n_cells: int) -> dict[str, Any]:  # noqa: ANN401 - scipy publishes no types
    rows = 1 + np.arange(X.shape[1])
    genes = torch.from_numpy(np.random.default_rng(0).uniform(-0.1, 0.1, (len(rows) + 1, 512))).float()
    keys = np.arange(len(rows) + 1)
    some = X[:n_cells]

    def vectors(seed: int, precision: str = "float32") -> tuple[np.ndarray, float]:
        network, begin = random_network(0), time.process_time()
        found = cls_vectors(
            network, genes, Cells(some, rows, keys, seed), cls_value=-2.0, precision=precision
        )
        return found, time.process_time() - begin

    begin = time.process_time()
    Cells(X[:_N_TOKENISED], rows, keys, 0).tokens(np.arange(min(_N_TOKENISED, X.shape[0])))
    tokenised_s = time.process_time() - begin
    runs = [vectors(seed) for seed in _SEEDS]
    halved, halved_s = vectors(0, "bfloat16")
    exact = runs[0][0]
    return {
        "n_cells": n_cells,
        "median_genes": float(np.median(np.diff(some.indptr))),
        "tokenised_per_cpu_s": min(_N_TOKENISED, X.shape[0]) / tokenised_s,
        "float32_per_cpu_s": n_cells / min(seconds for _, seconds in runs),
        "bfloat16_per_cpu_s": n_cells / halved_s,
        "bfloat16_max_difference": float(np.abs(halved - exact).max()),
        "bfloat16_min_cosine": float((halved * exact).sum(axis=1).min()),
        "n_seeds": len(runs),
        **_spread([found for found, _ in runs]),
    }


def _spread(vectors: list[np.ndarray]) -> dict[str, float]:
    """Return cosines of one cell under two seeds, and of two cells under one."""
    same = np.concatenate([(one * other).sum(axis=1) for one, other in combinations(vectors, 2)])
    first = vectors[0]
    others = (first @ first.T)[np.triu_indices(len(first), 1)]
    return {
        "seeds_min_cosine": float(same.min()),
        "seeds_median_cosine": float(np.median(same)),
        "cells_median_cosine": float(np.median(others)),
    }


def table(found: dict[str, Any]) -> str:
    """Return the Markdown of what was measured."""
    about = found["machine"]
    lines = {
        "cells tokenised per CPU second": f"{found['tokenised_per_cpu_s']:,.0f}",
        "cells embedded per CPU second, float32": f"{found['float32_per_cpu_s']:.1f}",
        "cells embedded per CPU second, bfloat16": f"{found['bfloat16_per_cpu_s']:.1f}",
        "bfloat16: largest difference of a number": f"{found['bfloat16_max_difference']:.1e}",
        "bfloat16: smallest cosine": f"{found['bfloat16_min_cosine']:.6f}",
        f"one cell under {found['n_seeds']} seeds: smallest cosine": f"{found['seeds_min_cosine']:.6f}",
        "one cell under two seeds: median cosine": f"{found['seeds_median_cosine']:.6f}",
        "two cells under one seed: median cosine": f"{found['cells_median_cosine']:.6f}",
    }
    told = f"{found['n_cells']} cells, {found['median_genes']:.0f} genes in the median, one thread of "
    told += f"{about['processor']}, which others used too."
    rows = "\n".join(f"| {name} | {value} |" for name, value in lines.items())
    return f"{told}\n\n| scGPT, official size, random weights | |\n|---|--:|\n{rows}"


if __name__ == "__main__":
    run(scgpt)
