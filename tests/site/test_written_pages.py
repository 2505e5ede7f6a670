"""The pages that people write."""

import pytest
from made_tables import made_tables, write_tables

from stages.errors import BenchmarkError
from stages.site.board import read_board
from stages.site.written_pages import Choices, changes_page, cite_page, decisions_page, written_pages

CHOICES = Choices(biology=0.6, batch=0.4, n_draws=20, draw_fraction=0.5)


@pytest.fixture
def written(tmp_path):
    """Return a function from Markdown to the page that becomes of it."""
    write_tables(made_tables(1), tmp_path / "tables")
    board = read_board(tmp_path / "tables")
    docs = tmp_path / "docs"
    docs.mkdir()

    def of(text):
        (docs / "page.md").write_text(text)
        return dict(written_pages(docs, board, CHOICES))["page.md"].decode()

    return of


def test_a_page_is_copied_as_it_is(written):
    """Nothing but the marked places is touched."""
    assert written("# A page\n\nText with <!-- a remark --> in it.\n") == (
        "# A page\n\nText with <!-- a remark --> in it.\n"
    )


def test_marked_places_are_filled_by_the_pipeline(written):
    """No figure of the texts is typed."""
    page = written("<!-- choices -->\n\n<!-- files -->\n\n<!-- columns -->\n")
    assert "<td>0.6</td>" in page
    assert "ranking.parquet" in page
    assert "mean paired difference" in page


def test_what_a_command_has_filled_is_left_alone(written):
    """Such a place has an end as well."""
    filled = "<!-- figures -->\n\n| a table |\n\n<!-- /figures -->\n"
    assert written(filled) == filled


def test_an_unknown_place_is_named(written):
    """A word that nothing fills would stay empty on the page."""
    with pytest.raises(BenchmarkError, match="there is nothing to put at `<!-- figures -->`; there is"):
        written("<!-- figures -->\n")


def test_the_changes_are_the_changelog(tmp_path):
    """It is written once."""
    (tmp_path / "CHANGELOG.md").write_text("# Changes\n")
    assert changes_page(tmp_path / "CHANGELOG.md") == b"# Changes\n"


def test_decisions_are_listed_by_their_headings(tmp_path):
    """A new record needs no entry anywhere."""
    (tmp_path / "0002-b.md").write_text("# 2. Second\n")
    (tmp_path / "0001-a.md").write_text("# 1. First\n")
    assert b"- [1. First](0001-a.md)\n- [2. Second](0002-b.md)\n" in decisions_page(tmp_path)


def test_the_citation_is_made_from_the_file(tmp_path):
    """Sentences and BibTeX say the same."""
    (tmp_path / "CITATION.cff").write_text(
        "title: A benchmark\nmessage: Cite it.\nversion: 1.2.0\nlicense: MIT\n"
        "authors:\n- {family-names: Curie, given-names: Marie}\n"
        "references: []\n"
    )
    page = cite_page(tmp_path / "CITATION.cff").decode()
    assert "Marie Curie" in page
    assert "title   = {A benchmark}" in page
    assert "author  = {{Curie}}" in page
