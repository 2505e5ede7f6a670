"""The page and its figures are what the tables say."""

from pathlib import Path

import pytest
from made_simulations import audit_rows, coverage_rows, sensitivity_rows

from stages.auditing.rows import AuditRow
from stages.errors import BenchmarkError
from stages.report import report
from stages.rows import write_rows
from stages.simulation.rows import CoverageRow, SensitivityRow

ROOT = Path(__file__).parent.parent
TABLES = ROOT / "leaderboard"
PAGES = {"page": "does-it-measure.md", "audit_page": "audit.md"}
FIGURES = [
    f"{name}-{theme}.svg"
    for name in ("coverage", "sensitivity", "sensitivity-others")
    for theme in ("dark", "light")
]
PLACES = "".join(
    f"<!-- {name}: written by `dvc repro report` -->\nold\n<!-- /{name} -->\n\nprose\n\n"
    for name in ("sensitivity", "coverage")
)
AUDIT_PLACE = "# Audit\n\n<!-- audit: written by `dvc repro report` -->\n<!-- /audit -->\n"


@pytest.fixture
def desk(tmp_path):
    """Return a folder with made tables, and a function that reports on them."""
    write_rows(SensitivityRow, sensitivity_rows(), tmp_path / "sensitivity.parquet")
    write_rows(CoverageRow, coverage_rows(), tmp_path / "coverage.parquet")
    write_rows(AuditRow, audit_rows(), tmp_path / "audit.parquet")

    def run(text, audit=AUDIT_PLACE):
        (tmp_path / "page.md").write_text(text)
        (tmp_path / "audit.md").write_text(audit)
        report(
            sensitivity=tmp_path / "sensitivity.parquet",
            coverage=tmp_path / "coverage.parquet",
            audit=tmp_path / "audit.parquet",
            page=tmp_path / "page.md",
            audit_page=tmp_path / "audit.md",
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


def test_the_audit_has_a_page_of_its_own(desk):
    """And a place in it."""
    desk(PLACES)
    text = (desk.folder / "audit.md").read_text()
    assert text.startswith("# Audit\n")
    assert "| BRAS | 4 |" in text
    with pytest.raises(BenchmarkError, match="the page has no place for the tables of audit"):
        desk(PLACES, audit="# Audit\n")


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
    """Pages and figures alike: no number on them was typed."""
    pages = {name: tmp_path / page for name, page in PAGES.items()}
    for name, page in PAGES.items():
        pages[name].write_bytes((ROOT / "docs" / page).read_bytes())
    tables = {name: TABLES / f"{name}.parquet" for name in ("sensitivity", "coverage", "audit")}
    report(**tables, **pages, figures=tmp_path)
    for made in tmp_path.iterdir():
        folder = ROOT / "docs" / ("assets" if made.suffix == ".svg" else "")
        assert made.read_bytes() == (folder / made.name).read_bytes(), f"dvc repro report: {made.name}"
