"""The table of the site's budgets."""

import json
from pathlib import Path

from benchmarks.site import BUDGETS, table
from benchmarks.site_weight import weighed

ROOT = Path(__file__).parent.parent


def test_the_page_holds_the_table_of_the_results():
    """Numbers in it are never typed."""
    results = json.loads((ROOT / "benchmarks/results/site.json").read_text())
    assert table(results["sites"]) in (ROOT / "docs/speed.md").read_text()


def test_what_is_above_its_budget_is_bold_and_a_gap_is_a_word():
    """A limit is inside the budget."""
    values = {name: budget for name, (_, budget, _, _) in BUDGETS.items()}
    lines = table({"published": values, "large": {"page_kb": 200.6, "shift": 0.0511}}).splitlines()
    assert lines[2] == "| HTML of the leaderboard | 200 kB | 200 kB | **201 kB** |"
    assert "| layout shift, desktop | 0.100 | 0.100 | 0.051 |" in lines
    assert lines[-1].endswith("| 0 px | 0 px | not measured |")
    assert "**" not in "".join(line.rsplit("|", 2)[0] for line in lines)


def test_weights_are_of_the_files_that_a_reader_loads(tmp_path):
    """In the units of their names."""
    for name, size in {
        "index.html": 3000,
        "assets/board.css": 10,
        "assets/board/rows.js": 10,
        "data/scores.parquet": 5000,
        "data/ranking.parquet": 10,
        "search/search_index.json": 7000,
    }.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"a" * size)
    found = weighed(tmp_path)
    assert (found["page_kb"], found["largest_table_kb"], found["search_kb"]) == (3.0, 5.0, 7.0)
    assert found["site_mb"] == 15030 / 1e6
    assert found["page_gzip_kb"] < 0.1
