"""What a program writes into a page of people goes between two marks, and nowhere else."""

import pytest

from stages.errors import BenchmarkError
from stages.marked import put_between

BEGIN, END = "<!-- costs: measured -->", "<!-- /costs -->"


@pytest.fixture
def put(tmp_path):
    """Return a function that puts words into a page of a given text, and the page."""

    def into(text):
        page = tmp_path / "page.md"
        page.write_text(text)
        put_between(BEGIN, END, "| a |", page, what="the costs")
        return page

    return into


def test_only_what_is_between_the_marks_changes(put):
    """The prose before and after stays, to the last sign."""
    assert put(f"# Speed\n{BEGIN}\nold\n{END} end").read_text() == f"# Speed\n{BEGIN}\n\n| a |\n\n{END} end"


def test_a_page_that_says_so_already_is_not_written(put):
    """Its time stamp would make others read it again."""
    page = put(f"{BEGIN}{END}")
    before = page.stat().st_ino
    put_between(BEGIN, END, "| a |", page, what="the costs")
    assert page.stat().st_ino == before


@pytest.mark.parametrize("text", ["", BEGIN, END, f"{END}{BEGIN}", f"{BEGIN}{END}{BEGIN}{END}"])
def test_a_page_without_one_place_is_refused_and_kept(put, tmp_path, text):
    """No marks, one, the wrong order, or two pairs."""
    with pytest.raises(BenchmarkError, match="the page has no place for the costs") as told:
        put(text)
    assert str(tmp_path / "page.md") in str(told.value)
    assert (tmp_path / "page.md").read_text() == text
