"""The page and its figures are what the tables say."""

from pathlib import Path

import pytest
from made_simulations import coverage_rows, sensitivity_rows

from stages.errors import BenchmarkError
from stages.report import report
from stages.rows import write_rows
from stages.simulation.rows import CoverageRow, SensitivityRow

ROOT = Path(__file__).parent.parent
TABLES = ROOT / "leaderboard"
PAGE = ROOT / "docs/does-it-measure.md"
FIGURES = [
    f"{name}-{theme}.svg"
    for name in ("coverage", "sensitivity", "sensitivity-others")
    for theme in ("dark", "light")
]
PLACES = "".join(
    f"<!-- {name}: written by `dvc repro report` -->\nold\n<!-- /{name} -->\n\nprose\n\n"
    for name in ("sensitivity", "coverage")
)


@pytest.fixture
def desk(tmp_path):
    """Return a folder with made tables, and a function that reports on them."""
    write_rows(SensitivityRow, sensitivity_rows(), tmp_path / "sensitivity.parquet")
    write_rows(CoverageRow, coverage_rows(), tmp_path / "coverage.parquet")

    def run(text):
        (tmp_path / "page.md").write_text(text)
        report(
            sensitivity=tmp_path / "sensitivity.parquet",
            coverage=tmp_path / "coverage.parquet",
            page=tmp_path / "page.md",
            figures=tmp_path / "figures",
        )
        return (tmp_path / "page.md").read_text()

    run.folder = tmp_path
    return run


def test_tables_take_their_places_and_the_prose_stays(desk):
    """What stood between the markers is gone."""
    text = desk(f"# Title\n\n{PLACES}end\n")
    assert "\nold\n" not in text
    assert text.startswith("# Title\n")
    assert text.endswith("end\n")
    assert text.count("prose") == 2
    assert text.index("| cLISI |") < text.index("| Overall | frozen |")


def test_reporting_again_changes_nothing(desk):
    """The page is its own source."""
    once = desk(PLACES)
    assert desk(once) == once


def test_figures_are_drawn_for_both_themes(desk):
    """Three figures, two themes."""
    desk(PLACES)
    assert sorted(path.name for path in (desk.folder / "figures").iterdir()) == sorted(FIGURES)


@pytest.mark.parametrize("text", ["", PLACES + PLACES, PLACES.replace("<!-- /coverage -->", "")])
def test_a_page_without_the_places_is_refused(desk, text):
    """None, two, or one that does not end."""
    with pytest.raises(BenchmarkError, match="the page has no place for the tables of"):
        desk(text)
    assert (desk.folder / "page.md").read_text() == text


def test_what_is_in_git_is_what_the_tables_say(tmp_path):
    """The page and its figures: no number on them was typed."""
    page = tmp_path / PAGE.name
    page.write_bytes(PAGE.read_bytes())
    tables = {name: TABLES / f"{name}.parquet" for name in ("sensitivity", "coverage")}
    report(**tables, page=page, figures=tmp_path)
    for made in tmp_path.iterdir():
        folder = ROOT / "docs" / ("assets" if made.suffix == ".svg" else "")
        assert made.read_bytes() == (folder / made.name).read_bytes(), f"dvc repro report: {made.name}"
