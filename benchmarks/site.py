"""What the site weighs and how quick it is, against its budgets: as published, and at 100 x 20.

    PYTHONPATH=tests python -m benchmarks.site --browser /usr/bin/chromium

Builds both sites, opens them in the browser, and writes the table of docs/speed.md. The tables of 100
submissions on 20 datasets are those that the tests make: in one process, and a second one builds the site,
so that what is measured is the building alone.
"""

import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from benchmarks.machine import machine
from benchmarks.process import cost_of
from benchmarks.sections import write_section
from benchmarks.site_browser import browsed
from benchmarks.site_weight import weighed
from stages.cli import run
from stages.files import read_json, write_json

_RESULTS, _PAGE = Path("benchmarks/results/site.json"), Path("docs/speed.md")
_WORKPLACE = (
    "from made_site import Workplace; from pathlib import Path; place = Workplace(Path({folder!r})); "
)
_MADE = "from made_tables import made_tables, write_tables; "
_MADE += "write_tables(made_tables(100, {kinds!r}), place.root / 'leaderboard')"
_KINDS = ("real", "semi-synthetic")
# What is measured, its budget, its unit and digits; above it something has to be done.
BUDGETS: dict[str, tuple[str, float, str, int]] = {
    "page_kb": ("HTML of the leaderboard", 200, "kB", 0),
    "page_gzip_kb": ("the same, compressed", 25, "kB", 1),
    "nodes": ("nodes of its document", 4500, "", 0),
    "code_gzip_kb": ("our scripts and styles with the reader of Parquet, compressed", 45, "kB", 1),
    "total_gzip_kb": ("all that the leaderboard loads, compressed", 600, "kB", 0),
    "largest_table_kb": ("largest table", 400, "kB", 0),
    "search_kb": ("search index", 250, "kB", 0),
    "site_mb": ("the whole site", 100, "MB", 1),
    "build_cpu_s": ("building it: CPU", 60, "s", 1),
    "build_mib": ("building it: most memory", 500, "MiB", 0),
    "ready_ms": ("CPU until the controls are ready", 1000, "ms", 0),
    "decode_ms": ("CPU to read the tables that the ranking needs", 150, "ms", 0),
    "slider_ms": ("CPU of a move of the slider: everything ranked anew and drawn", 120, "ms", 0),
    "slow_decode_ms": ("the same reading, on a processor a quarter as fast", 400, "ms", 0),
    "slow_slider_ms": ("the same move, on a processor a quarter as fast", 400, "ms", 0),
    "shift": ("layout shift, desktop", 0.1, "", 3),
    "phone_shift": ("layout shift, phone", 0.1, "", 3),
    "phone_overflow_px": ("wider than a phone by", 0, "px", 0),
}


def site(
    *, browser: Path, tables: Path = Path("leaderboard"), results: Path = _RESULTS, page: Path = _PAGE
) -> None:
    """Measure both sites and write the table.

    Parameters
    ----------
    browser
        A Chromium.
    tables
        The published tables.
    results, page
        The file of results, and the page whose table is made from it.
    """
    with tempfile.TemporaryDirectory() as folder:
        published, large = Path(folder) / "published", Path(folder) / "large"
        for place in (published, large):
            place.mkdir()
            cost_of(["-c", _WORKPLACE.format(folder=str(place))])
        shutil.copytree(tables, published / "leaderboard")
        shutil.copyfile("data/catalog.yaml", published / "catalog.yaml")
        kinds = {f"dataset_{number:02d}": _KINDS[number % 2] for number in range(20)}
        cost_of(["-c", (_WORKPLACE + _MADE).format(folder=str(large), kinds=kinds)])
        found = {place.name: _measured(place, browser) for place in (published, large)}
    write_json({"machine": machine(), "sites": found}, results)
    write_section(page, "site", table(read_json(results)["sites"]))


def _measured(place: Path, browser: Path) -> dict[str, float]:
    cost = cost_of(["-c", f"{_WORKPLACE.format(folder=str(place))}place.publish_again()"])
    built = place / "build/site"
    spent = {"build_cpu_s": round(cost.cpu_s, 2), "build_mib": round(cost.peak_mib, 1)}
    return spent | weighed(built) | browsed(built, browser)


def table(sites: Mapping[str, Mapping[str, Any]]) -> str:
    """Return Markdown: one line for each budget, what is above it in bold."""
    lines = ["| | budget | as published | 100 submissions x 20 datasets |", "|---|--:|--:|--:|"]
    for name, (title, budget, unit, digits) in BUDGETS.items():
        cells = [_cell(sites[which].get(name), budget, unit, digits) for which in ("published", "large")]
        lines.append(
            f"| {title} | {_number(budget, unit, digits if budget < 1 else 0)} | {' | '.join(cells)} |"
        )
    return "\n".join(lines)


def _cell(value: float | None, budget: float, unit: str, digits: int) -> str:
    if value is None:
        return "not measured"
    text = _number(value, unit, digits)
    return f"**{text}**" if value > budget else text


def _number(value: float, unit: str, digits: int) -> str:
    return f"{value:,.{digits}f} {unit}".strip()


if __name__ == "__main__":
    run(site)
