"""The one error a person is meant to read."""

import difflib
from collections.abc import Iterable
from typing import ClassVar


class BenchmarkError(Exception):
    """Bad input, told as a fact, a place and a way out.

    Parameters
    ----------
    what
        The fact, with the value found and the value expected.
    where
        The file, and the key or row in it.
    fix
        An edit to make or a command to run.

    Examples
    --------
    >>> print(BenchmarkError("seed is -1; expected 0 or more", where="params.yaml: seed", fix="set seed: 0"))
    error: seed is -1; expected 0 or more
      in   params.yaml: seed
      fix  set seed: 0
    """

    exit_status: ClassVar[int] = 1  # of a program that ends with this error

    def __init__(self, what: str, *, where: str, fix: str) -> None:
        super().__init__(what)
        self.what = what
        self.where = where
        self.fix = fix

    def __str__(self) -> str:
        """Return the three lines that are printed, whatever a stranger's input puts into them."""
        what, where, fix = (_on_one_line(text) for text in (self.what, self.where, self.fix))
        return f"error: {what}\n  in   {where}\n  fix  {fix}"


def _on_one_line(text: str) -> str:
    """Spell out what would start a line, move the cursor or hide: a log reads lines as commands."""
    return "".join(
        sign if sign.isprintable() else sign.encode("unicode_escape").decode("ascii") for sign in text
    )


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Return `; did you mean `x`?` for the closest known name, or nothing.

    Examples
    --------
    >>> did_you_mean("celltype", ["cell_type", "tech"])
    '; did you mean `cell_type`?'
    >>> did_you_mean("zebra", ["cell_type", "tech"])
    ''
    """
    near = difflib.get_close_matches(name, list(known), n=1)
    return f"; did you mean `{near[0]}`?" if near else ""
