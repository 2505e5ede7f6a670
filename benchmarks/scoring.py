"""Scoring beside `scib_metrics.benchmark.Benchmarker`: the same embedding, whole cold processes.

`make bench` runs it and writes the table in docs/speed.md. Sizes are arguments; `--peer none` leaves the
library out, `--draws none` the draws:
    python -m benchmarks.scoring --sizes 100000x50 1000000x50 --peer none --draws none --repeats 1
"""

import tempfile
from pathlib import Path

from benchmarks.cells import FILES, write_cells
from benchmarks.machine import machine
from benchmarks.page import write_page
from benchmarks.process import cost_of, median_cost
from stages.cli import run
from stages.files import read_json, write_json

_RESULTS, _PAGE = Path("benchmarks/results/scoring.json"), Path("docs/speed.md")
_SIZES = ("100x10", "1000x50", "1000x512", "5000x50", "20000x50")
_MAX_CELLS = 100_000  # as in params.yaml: of more cells a fixed subsample is scored


def scoring(
    *,
    sizes: list[str] | None = None,
    peer: list[str] | None = None,
    draws: list[str] | None = None,
    everything: list[str] | None = None,
    repeats: int = 3,
    results: Path = _RESULTS,
    page: Path = _PAGE,
) -> None:
    """Measure scoring at sizes like 1000x50 (cells x dimensions) and add them to the results.

    Parameters
    ----------
    sizes
        On how many cells and dimensions the pack that the peer has is scored; not above 100,000 cells,
        where the pipeline takes a subsample.
    peer
        At which of the sizes the peer runs too, once; default: all of them.
    draws
        At which of the sizes 20 draws are scored as well; default: all of them.
    everything
        At which of the sizes every metric is scored, in both views; default: all of them.
    repeats
        Runs of ours behind each median.
    results, page
        The file of results, and the page whose table is made from it.
    """
    sizes = sizes or list(_SIZES)
    chosen = {
        part: sizes if listed is None else listed
        for part, listed in {"all": everything, "draws": draws, "peer": peer}.items()
    }
    for size in sizes:
        parts = {part for part, listed in chosen.items() if size in listed}
        measured = _measure(size, parts, repeats=repeats)
        known = read_json(results) if results.exists() else {}
        kept = known.get("sizes", {})
        write_json(
            {**known, "machine": machine(), "sizes": {**kept, size: kept.get(size, {}) | measured}}, results
        )
        print(size, measured)
    write_page(results, page)


def _measure(size: str, parts: set[str], *, repeats: int) -> dict[str, dict[str, float]]:
    n_cells, n_dims = (int(number) for number in size.split("x"))
    found = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_cells(folder, n_cells, n_dims)
        if n_cells <= _MAX_CELLS:
            found["ours"] = median_cost(["-m", "benchmarks.ours", str(folder)], repeats).as_json()
        if "all" in parts:
            found["all"] = median_cost(_score(folder, n_draws=0), repeats).as_json()
        if "draws" in parts:
            found["draws"] = cost_of(_score(folder, n_draws=20)).as_json()
        if "peer" in parts:
            found["peer"] = cost_of(["-m", "benchmarks.peer", str(folder)]).as_json()
    return found


def _score(folder: Path, *, n_draws: int) -> list[str]:
    """Return the command of the pipeline."""
    files = [word for name in FILES for word in (f"--{name}", str(folder / f"{name}.parquet"))]
    choices = ["--seed", "0", "--n_draws", str(n_draws), "--draw_fraction", "0.5"]
    choices += ["--max_cells", str(_MAX_CELLS)]
    outs = ["--scores", str(folder / "scores.json"), "--draws", str(folder / "draws.json")]
    return ["-m", "stages.score", *files, *choices, *outs]


if __name__ == "__main__":
    run(scoring)
