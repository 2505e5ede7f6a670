"""What preparing a large dataset costs: made cells of a whole transcriptome, a process for each size.

`python -m benchmarks.preparing` writes the results and the table in docs/speed.md. Sizes are arguments:
    python -m benchmarks.preparing --sizes 20000 200000 500000
A size takes some 16 kB of disk per cell, in the temporary folder (TMPDIR).
"""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import scipy.sparse as sp

from benchmarks.machine import machine
from benchmarks.process import cost_of
from stages.cells_file import write_blocks
from stages.cli import run
from stages.files import read_json, write_json
from stages.marked import put_between

_RESULTS, _PAGE = Path("benchmarks/results/preparing.json"), Path("docs/speed.md")
_SIZES = (20_000, 200_000)
_N_GENES, _GAP = 20_000, 10  # every tenth gene of a cell has a count: some 2,000
_BLOCK, _N_TYPES = 4_000, 10
_BEGIN, _END = "<!-- preparing: written by `python -m benchmarks.preparing` -->", "<!-- /preparing -->"
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


def preparing(*, sizes: list[int] | None = None, results: Path = _RESULTS, page: Path = _PAGE) -> None:
    """Measure the stage `prepare` on so many cells x 20,000 genes, and add them to the results."""
    for n_cells in sizes or _SIZES:
        with tempfile.TemporaryDirectory(prefix="preparing-") as folder:
            cost = _measured(n_cells, Path(folder))
        known = read_json(results) if results.exists() else {}
        measured = known.get("cells", {}) | {str(n_cells): cost}
        write_json({"machine": machine(), "genes": _N_GENES, "cells": measured}, results)
        write_table(read_json(results), page)


def table(results: dict[str, dict[str, dict[str, float]]]) -> str:
    """Return the results as a Markdown table, small sizes first."""
    lines = ["| cells x 20,000 genes | counts | CPU s | most memory |", "|---|---|---|---|"]
    for n_cells, cost in sorted(results["cells"].items(), key=lambda item: int(item[0])):
        memory = f"{cost['peak_mib'] / 1024:.1f} GiB"
        lines.append(f"| {int(n_cells):,} | {cost['n_entries']:,} | {cost['cpu_s']:,.0f} | {memory} |")
    return "\n".join(lines)


def write_table(results: dict[str, dict[str, dict[str, float]]], page: Path) -> None:
    """Write the table between its two marks in a page."""
    put_between(_BEGIN, _END, table(results), page, what="the costs of preparing")


def _measured(n_cells: int, folder: Path) -> dict[str, float]:
    n_entries = write_raw(n_cells, folder / "raw.h5ad")
    (folder / "catalog.yaml").write_text(_ENTRY, encoding="utf-8")
    names = ("catalog.yaml", "raw.h5ad", "cells.h5ad", "truth.parquet", "unintegrated.parquet", "facts.json")
    flags = [word for name in names for word in (f"--{Path(name).stem}", str(folder / name))]
    cost = cost_of(["-m", "stages.prepare", "--dataset", "made", "--seed", "1", *flags])
    return cost.as_json() | {"n_entries": n_entries}


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
