"""What preparing and embedding a large dataset cost: made cells of a whole transcriptome, by size.

`python -m benchmarks.preparing` writes the results and the table in docs/speed.md. Sizes are arguments:
    python -m benchmarks.preparing --sizes 20000 200000 500000
A size takes some 16 kB of disk per cell, in the temporary folder (TMPDIR).
"""

import shutil
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import scipy.sparse as sp

from benchmarks.machine import machine
from benchmarks.process import Cost, cost_of
from stages.cells_file import write_blocks
from stages.cli import run
from stages.files import read_json, write_json
from stages.marked import put_between

_RESULTS, _PAGE = Path("benchmarks/results/preparing.json"), Path("docs/speed.md")
_SIZES = (20_000, 200_000)
_N_GENES, _GAP = 20_000, 10  # every tenth gene of a cell has a count: some 2,000
_BLOCK, _N_TYPES = 4_000, 10
_BEGIN, _END = "<!-- preparing: written by `python -m benchmarks.preparing` -->", "<!-- /preparing -->"
_TEMPLATE = Path(__file__).parents[1] / "submissions/_template"
_ENTRY = """made:
  title: Made
  version: 1
  kind: synthetic
  organism: none
  tissue: none
  summary: Made cells.
  source: {builtin: made}
  keys: {batch_key: batch, label_key: cell_type}
  license: CC0
  citation: none
"""
# A linear map of a block of cells at a time: next to nothing beside what the stage itself needs.
_SUBMISSION = """id: made
name: Made
version: 1
summary: A linear map of a block of cells at a time.
track: control
dataset_context: none
license: BSD-3-Clause
runtime: {backed: true}
"""
_EMBED = """import numpy as np

def embed(adata, run):
    axes = np.random.default_rng(run.seed).standard_normal((adata.n_vars, 50))
    blocks = range(0, adata.n_obs, 4096)
    return np.concatenate([np.asarray(adata.X[start : start + 4096] @ axes) for start in blocks])
"""


def preparing(*, sizes: list[int] | None = None, results: Path = _RESULTS, page: Path = _PAGE) -> None:
    """Measure `prepare` and `embed` on so many cells x 20,000 genes, and add them to the results."""
    for n_cells in sizes or _SIZES:
        with tempfile.TemporaryDirectory(prefix="preparing-") as folder:
            cost = _measured(n_cells, Path(folder))
        known = read_json(results) if results.exists() else {}
        measured = known.get("cells", {}) | {str(n_cells): cost}
        write_json({"machine": machine(), "genes": _N_GENES, "cells": measured}, results)
        write_table(read_json(results), page)


def table(results: Mapping[str, Any]) -> str:
    """Return the results as a Markdown table, small sizes first."""
    lines = [
        "| cells x 20,000 genes | counts | prepare: CPU s | most memory | embed: CPU s | most memory |",
        "|--:|--:|--:|--:|--:|--:|",
    ]
    for n_cells, cost in sorted(results["cells"].items(), key=lambda item: int(item[0])):
        shown = [f"{int(n_cells):,}", f"{cost['n_entries']:,}", *_shown(cost), *_shown(cost["embed"])]
        lines.append(f"| {' | '.join(shown)} |")
    return "\n".join(lines)


def _shown(cost: Mapping[str, float]) -> list[str]:
    return [f"{cost['cpu_s']:,.0f}", f"{cost['peak_mib'] / 1024:.1f} GiB"]


def write_table(results: Mapping[str, Any], page: Path) -> None:
    """Write the table between its two marks in a page."""
    put_between(_BEGIN, _END, table(results), page, what="the costs of preparing")


def _measured(n_cells: int, folder: Path) -> dict[str, Any]:
    n_entries = write_raw(n_cells, folder / "raw.h5ad")
    (folder / "catalog.yaml").write_text(_ENTRY, encoding="utf-8")
    names = ("catalog.yaml", "raw.h5ad", "cells.h5ad", "truth.parquet", "unintegrated.parquet", "facts.json")
    flags = [word for name in names for word in (f"--{Path(name).stem}", str(folder / name))]
    cost = cost_of(["-m", "stages.prepare", "--dataset", "made", "--seed", "1", *flags])
    return cost.as_json() | {"n_entries": n_entries, "embed": embedding_cost(folder).as_json()}


def embedding_cost(folder: Path) -> Cost:
    """Return what the stage `embed` costs on the folder's cells, confined as this machine can."""
    submission = folder / "submissions/made"
    shutil.copytree(_TEMPLATE, submission.parent / "_template")
    shutil.copytree(_TEMPLATE, submission)
    (submission / "submission.yaml").write_text(_SUBMISSION, encoding="utf-8")
    (submission / "embed.py").write_text(_EMBED, encoding="utf-8")
    paths = {"cells": "cells.h5ad", "checkpoint": "none", "embedding": "made.parquet", "run": "made.json"}
    flags = [word for key, name in paths.items() for word in (f"--{key}", str(folder / name))]
    words = ["--submission", str(submission), "--dataset", "made", "--seed", "1"]
    return cost_of(["-m", "stages.embed", *words, *flags])


def write_raw(n_cells: int, path: Path) -> int:
    """Write made cells of ten types in four batches, and return how many counts are not 0."""
    rng = np.random.default_rng(n_cells)
    types, batches = (rng.integers(n, size=n_cells) for n in (_N_TYPES, 4))
    obs = pd.DataFrame({"cell_type": types.astype(str), "batch": batches.astype(str)})
    obs.index = pd.Index([f"cell{number}" for number in range(n_cells)])
    var = pd.DataFrame(index=[f"GENE{number}" for number in range(_N_GENES)])
    sizes: list[int] = []
    write_blocks(_blocks(types, rng, sizes), obs, var, path)
    return sum(sizes)


def _blocks(types: np.ndarray, rng: np.random.Generator, sizes: list[int]) -> Iterator[sp.csr_matrix]:
    """Yield counts in blocks of rows, and note how many there are in each."""
    rates = rng.gamma(0.5, 2.0, (_N_TYPES, _N_GENES)).astype(np.float32)
    for start in range(0, len(types), _BLOCK):
        chosen = types[start : start + _BLOCK]
        genes = rng.geometric(1 / _GAP, (len(chosen), _N_GENES // _GAP)).cumsum(axis=1) - 1
        there = genes < _N_GENES
        rows = np.repeat(chosen, there.sum(axis=1))
        indices = genes[there].astype(np.int32)
        data = 1 + rng.poisson(rates[rows, indices]).astype(np.float32)
        indptr = np.append(0, there.sum(axis=1).cumsum())
        sizes.append(len(data))
        yield sp.csr_matrix((data, indices, indptr), shape=(len(chosen), _N_GENES))


if __name__ == "__main__":
    run(preparing)
