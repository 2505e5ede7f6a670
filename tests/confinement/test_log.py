"""What a submission prints is text: no terminal, page or workflow obeys it."""

import re

from hypothesis import given
from hypothesis import strategies as st

from stages.confinement.log import quoted, readable

ATTACKS = (
    b"::add-mask::secret\n  ::error file=a::b\n\t::stop-commands::x\n"
    b"##[group]a\n before ##[endgroup]\n##vso[task.setvariable variable=a]b\n"
    b"\x1b]0;title\x07\x1b[2J\rover\x08\xc2\x9b31m\xe2\x80\xae\xe2\x80\xa8::warning::a\x0b::debug::b\x85::error::c\xff"
)


def commands(text):
    """Return what a workflow's runner would obey, by its two grammars."""
    lines = re.split(r"\r\n|\r|\n", text)
    return [line for line in lines if line.lstrip().startswith("::") or re.search(r"##\[|##vso\[", line)]


def test_controls_are_written_out():
    """Colours, carriage returns, hidden and reversing characters and bytes that are no text stay visible."""
    text = readable(b"10%\r20%\x1b[31mred\xff\xe2\x80\xaeevil\xc2\x85next\x00 caf\xc3\xa9\tend\r\n", 1000)
    assert text == "10%\\r20%\\x1b[31mred\\xff\\u202eevil\\x85next\\x00 caf\u00e9\tend\n"


def test_the_end_of_a_long_log_is_kept():
    """Errors come last; escaping does not make a log longer than its limit."""
    text = readable(b"\x00" * 500 + b"the error", 100)
    assert len(text.encode()) <= 100
    assert text.endswith("the error")


def test_no_line_is_a_command_of_a_workflow():
    """The attack is one as it is, and none as it is shown."""
    assert len(commands(ATTACKS.decode("utf-8", "replace"))) >= 6
    assert commands(quoted(readable(ATTACKS, 1 << 20))) == []


@given(st.binary(max_size=300))
def test_whatever_is_printed_is_shown_safely(printed):
    """For any bytes: printable characters, tabs and line ends only, and no command."""
    text = readable(printed, 1 << 20)
    assert all(letter.isprintable() or letter in "\n\t" or letter.isspace() for letter in text)
    assert "\r" not in text
    assert "\x1b" not in text
    assert commands(quoted(text)) == []
