"""How the distance pass grows with cells and dimensions, and how near it comes to a matrix product."""

import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from threadpoolctl import threadpool_limits

from benchmarks.page import write_page
from stages.cli import run
from stages.files import read_json, write_json
from stages.metrics.distances import sweep

_RESULTS, _PAGE = Path("benchmarks/results/scoring.json"), Path("docs/speed.md")
_N_CELLS, _N_DIMS = (2000, 4000, 8000, 16000), (16, 50, 256, 1024)
_FIXED_DIMS, _FIXED_CELLS, _SIDE = (50, 256), 8000, 2000


def growth(*, repeats: int = 3, results: Path = _RESULTS, page: Path = _PAGE) -> None:
    """Time the distance pass on one thread and add it to the results."""
    sizes = sorted(
        {(n_cells, n_dims) for n_cells in _N_CELLS for n_dims in _FIXED_DIMS}
        | {(_FIXED_CELLS, n_dims) for n_dims in _N_DIMS}
    )
    with threadpool_limits(1):
        peak = _peak_gflops(repeats)
        rows = [_row(n_cells, n_dims, repeats, peak) for n_cells, n_dims in sizes]
    exponents = {str(n_dims): _exponent(rows, n_dims) for n_dims in _FIXED_DIMS}
    found = {"growth": {"peak_gflops": peak, "rows": rows, "exponents": exponents}}
    write_json(read_json(results) | found, results)
    write_page(results, page)


def _row(n_cells: int, n_dims: int, repeats: int, peak: float) -> dict[str, float]:
    rng = np.random.default_rng([n_cells, n_dims])
    points = rng.standard_normal((n_cells, n_dims))
    label, batch = np.arange(n_cells) % 12, np.arange(n_cells) % 5
    seconds = _shortest(lambda: sweep(points, label, batch, k=89, n_threads=1), repeats)
    gflops = 2 * n_cells**2 * n_dims / seconds / 1e9
    return {
        "n_cells": n_cells,
        "n_dims": n_dims,
        "sweep_s": seconds,
        "gflops": gflops,
        "share": gflops / peak,
    }


def _peak_gflops(repeats: int) -> float:
    square = np.random.default_rng(0).standard_normal((_SIDE, _SIDE))
    return 2 * _SIDE**3 / _shortest(lambda: square @ square, repeats) / 1e9


def _shortest(work: Callable[[], object], repeats: int) -> float:
    """Return the least CPU seconds of several runs: what others do on the machine only adds."""
    spent = []
    for _ in range(repeats):
        start = time.process_time()
        work()
        spent.append(time.process_time() - start)
    return min(spent)


def _exponent(rows: list[dict[str, float]], n_dims: int) -> float:
    chosen = [(row["n_cells"], row["sweep_s"]) for row in rows if row["n_dims"] == n_dims]
    cells, seconds = np.log(np.array(chosen)).T
    return float(np.polyfit(cells, seconds, 1)[0])


if __name__ == "__main__":
    run(growth)
