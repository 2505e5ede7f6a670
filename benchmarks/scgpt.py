"""scGPT at its official size, random weights: speed beside upstream's loop, half precision, what draws move.

    python -m benchmarks.scgpt
    python -m benchmarks.scgpt --upstream <checkout of bowang-lab/scGPT>

CPU seconds of one thread; seconds on the clock of a GPU where there is one. It writes the table of
docs/models.md.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from benchmarks.machine import machine
from benchmarks.sections import write_section
from benchmarks.side_by_side import ours
from benchmarks.speed_table import speed_table
from stages.cli import run
from stages.errors import BenchmarkError
from stages.files import read_json, write_json

_RESULTS, _PAGE = Path("benchmarks/results/scgpt.json"), Path("docs/models.md")
_CASES = {"variable": "as many genes as highly variable ones", "full": "1,200 tokens each"}


def scgpt(
    *,
    cells: Path = Path("data/prepared/pbmc68k/cells.h5ad"),
    n_cells: int = 48,
    rounds: int = 3,
    upstream: Path | None = None,
    upstream_python: Path | None = None,
    results: Path = _RESULTS,
    page: Path = _PAGE,
) -> None:
    """Measure, and write results and the page's table.

    Parameters
    ----------
    cells, n_cells
        The dataset whose first cells show what other draws move, and how many of them.
    rounds
        How often all is measured, of which the fewest seconds count.
    upstream
        A checkout of the authors' repository; without one, ours is measured alone.
    upstream_python
        Interpreter of an environment that has its requirements; default: this one. What upstream imports
        for other work than embedding is replaced by nothing where it is not installed.
    results, page
        The file of results, and the page whose table is made from it.
    """
    if not cells.exists():
        raise BenchmarkError("there is no such file", where=str(cells), fix="dvc repro dvc.yaml:prepare")
    found = ours(
        "benchmarks.scgpt_work",
        cells=str(cells),
        n_cells=n_cells,
        share=1.0,
        rounds=rounds,
        upstream=str(upstream or ""),
        python=str(upstream_python or ""),
    )
    write_json(found | {"machine": machine()}, results)
    write_section(page, "scgpt", table(read_json(results)))


def table(found: Mapping[str, Any]) -> str:
    """Return the Markdown of what was measured."""
    parts = [_speed(device) for device in found["devices"].values()]
    told = f"{found['machine']['processor']}, which others used too."
    return "\n\n".join([*parts, _draws(found["draws"]), told])


def _speed(device: Mapping[str, Any]) -> str:
    cases = {_CASES[case]: found for case, found in device["cases"].items() if case in _CASES}
    shown = speed_table(device["name"], cases, {"difference": ".0e", "cosine": ".6f"}, tokens=".0f")
    made = device["cases"]["tokens"]
    tokens = f"Tokens of {made['float32_per_s']:,.0f} cells per second"
    if theirs := made.get("upstream_per_s"):
        tokens += f", {made['float32_per_s'] / theirs:.0f} times upstream's {theirs:,.0f}"
    return f"{shown}\n\n{tokens}."


def _draws(found: Mapping[str, float]) -> str:
    lines = {
        f"one cell under {found['n_seeds']} seeds: smallest": found["seeds_min_cosine"],
        "one cell under two seeds: median": found["seeds_median_cosine"],
        "two cells under one seed: median": found["cells_median_cosine"],
    }
    rows = "\n".join(f"| {name} | {value:.6f} |" for name, value in lines.items())
    told = f"{found['n_cells']} cells, {found['median_genes']:.0f} genes in the median"
    return f"| cosine, {told} | |\n|---|--:|\n{rows}"


if __name__ == "__main__":
    run(scgpt)
