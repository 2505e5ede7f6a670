"""An error is three lines, whatever stands in it."""

import pytest

from stages.errors import BenchmarkError, together


@pytest.mark.parametrize(
    "text", ["a\n::error::b", "a\r::add-mask::b", "\x1b[2J", "\u202eb", "\udcff", "a\u2028b", "a ##[error]b"]
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
        assert "##[" not in str(error)


def test_letters_of_all_languages_stay():
    """Only what cannot be printed is replaced."""
    assert "naïve 細胞 ✓" in str(BenchmarkError("naïve 細胞 ✓", where="x", fix="y"))


def test_errors_of_one_input_are_told_together():
    """Three lines for each; what code looks at is the first."""
    error = together([BenchmarkError(name, where=f"file: {name}", fix=f"mend {name}") for name in "abc"])
    assert (error.what, error.where, error.fix) == ("a", "file: a", "mend a")
    assert str(error).splitlines()[3:6] == ["error: b", "  in   file: b", "  fix  mend b"]
    assert [each.what for each in error.others] == ["b", "c"]
