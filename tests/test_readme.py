"""The README shows the ranking that the pipeline wrote."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from stages.errors import BenchmarkError
from stages.podium import podium
from stages.readme import readme, standings
from stages.standings import difference_text, rank_text, ranked_rows

ROOT = Path(__file__).parent.parent
ROW = {
    "submission": "pca",
    "name": "PCA",
    "track": "fitted",
    "checks": "passed",
    "overall": 0.61234,
    "biology": 0.5,
    "batch": None,
    "best_baseline": "hvg",
    "difference": -0.0254,
    "difference_low": -0.05,
    "difference_high": 0.001,
    "rank": 2,
    "rank_low": 1,
    "rank_high": 3,
    "provisional": False,
    "n_datasets": 2,
}


@pytest.fixture
def ranking(tmp_path):
    """Return a ranking of two submissions and a control."""
    rows = [ROW, ROW | {"submission": "hvg", "name": "HVG", "rank": 1, "rank_low": 1, "rank_high": 1}]
    rows.append(ROW | {"submission": "shuffle_global", "rank": None})
    path = tmp_path / "ranking.parquet"
    pq.write_table(pa.Table.from_pylist(rows), path)
    return path


def test_readme_in_git_shows_the_ranking_in_git():
    """A pull request that moves numbers moves the README too."""
    rows = ranked_rows(ROOT / "leaderboard/ranking.parquet")
    assert standings(rows) in (ROOT / "README.md").read_text()


def test_rows_are_ranked_submissions_best_first(ranking):
    """Controls fix the scales and have no rank."""
    assert [row["submission"] for row in ranked_rows(ranking)] == ["hvg", "pca"]


def test_table_shows_rank_intervals_and_paired_differences():
    """What the data cannot tell apart is shown as an interval, an undefined mean as undefined."""
    row = "| 1-3 | PCA | fitted | 0.612 | 0.500 | undefined | -0.025 (-0.050 to +0.001) |"
    assert row in standings([ROW])


def test_the_best_baseline_is_the_reference_and_a_sure_rank_is_one_number():
    """A difference to itself says nothing."""
    row = ROW | {"submission": "hvg", "rank": 1, "rank_low": 1, "rank_high": 1}
    assert (difference_text(row), rank_text(row)) == ("reference", "1")


def test_a_hostile_name_is_shown_as_text():
    """A submission's name is text by a stranger."""
    assert "[x](javascript" not in standings([ROW | {"name": "[x](javascript:alert(1))|<b>"}])


def test_text_outside_the_markers_stays_and_a_second_run_changes_nothing(ranking, tmp_path):
    """The table has its place between two comments."""
    page = tmp_path / "README.md"
    page.write_text(
        "before\n<!-- leaderboard: written by `make leaderboard` -->\nold\n<!-- /leaderboard -->\nafter\n"
    )
    readme(ranking=ranking, readme=page)
    first = page.read_text()
    assert first.startswith("before\n")
    assert first.endswith("<!-- /leaderboard -->\nafter\n")
    assert "old" not in first
    readme(ranking=ranking, readme=page)
    assert page.read_text() == first


def test_a_readme_without_markers_is_refused(ranking, tmp_path):
    """A table that cannot be placed is an error, and the file stays as it was."""
    page = tmp_path / "README.md"
    page.write_text("nothing")
    with pytest.raises(BenchmarkError, match="no place for the leaderboard"):
        readme(ranking=ranking, readme=page)
    assert page.read_text() == "nothing"


def test_a_ranking_that_was_never_computed_is_an_error(tmp_path):
    """The message says what computes it."""
    with pytest.raises(BenchmarkError, match="has not been computed"):
        ranked_rows(tmp_path / "ranking.parquet")


def test_podium_prints_three_rows_the_size_and_how_to_open_it(ranking, tmp_path, capsys):
    """The last lines of `make leaderboard`."""
    site = tmp_path / "site"
    site.mkdir()
    (site / "index.html").write_bytes(b"x" * 2_000_000)
    podium(ranking=ranking, site=site)
    text = capsys.readouterr().out
    assert "1-3   0.612    PCA, -0.025" in text
    assert "1 files, 2.0 MB. To open it: make serve" in text
