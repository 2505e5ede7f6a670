"""An error is three lines, whatever stands in it."""

import pytest

from stages.errors import BenchmarkError


@pytest.mark.parametrize(
    "text", ["a\n::error::b", "a\r::add-mask::b", "\x1b[2J", "\u202eb", "\udcff", "a\u2028b"]
)
def test_a_strangers_text_starts_no_line_and_hides_nothing(text):
    """What a log would take for a command, and what nobody can see, is spelled out."""
    for error in (
        BenchmarkError(text, where="x", fix="y"),
        BenchmarkError("x", where=text, fix="y"),
        BenchmarkError("x", where="y", fix=text),
    ):
        assert [line[:7] for line in str(error).split("\n")] == ["error: ", "  in   ", "  fix  "]
        assert str(error).replace("\n", "").isprintable()


def test_letters_of_all_languages_stay():
    """Only what cannot be printed is replaced."""
    assert "naïve 細胞 ✓" in str(BenchmarkError("naïve 細胞 ✓", where="x", fix="y"))
