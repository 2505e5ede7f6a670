"""What a submission printed, so that no terminal, page or workflow obeys it."""

import unicodedata

# Controls, formats that turn or hide text, and characters that end a line for some readers only.
_OBEYED = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
_PREFIX = "| "
_BROKEN = r"#\x23"


def readable(printed: bytes, max_bytes: int) -> str:
    r"""Return text in which every control character is written out, at most `max_bytes` in UTF-8.

    The end is kept where it is too long: that is where errors are.

    Examples
    --------
    >>> readable(b"10%\r\x1b[31mred\n", 100)
    '10%\\r\\x1b[31mred\n'
    """
    text = printed.decode("utf-8", "backslashreplace").replace("\r\n", "\n")
    escaped = "".join(letter if letter in "\n\t" else _escaped(letter) for letter in text)
    return escaped.encode()[-max_bytes:].decode("utf-8", "ignore")


def quoted(text: str) -> str:
    r"""Return readable text for a workflow's log: no line is a command of the runner.

    Commands are `::name::` at the start of a line, white space apart, and `##[name]` anywhere in it.

    Examples
    --------
    >>> print(quoted("  ::add-mask::a\nstep ##[endgroup]"), end="")
    |   ::add-mask::a
    | step #\x23[endgroup]
    """
    lines = text.removesuffix("\n").split("\n") if text else []
    return "".join(f"{_PREFIX}{line.replace('##', _BROKEN)}\n" for line in lines)


def _escaped(letter: str) -> str:
    if unicodedata.category(letter) not in _OBEYED:
        return letter
    return letter.encode("unicode_escape").decode("ascii")
