"""The one error a person is meant to read."""

import difflib
from collections.abc import Iterable, Sequence
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
    others
        Further errors of the same input, printed below this one: who mends them needs one run, not one each.

    Examples
    --------
    >>> print(BenchmarkError("seed is -1; expected 0 or more", where="params.yaml: seed", fix="set seed: 0"))
    error: seed is -1; expected 0 or more
      in   params.yaml: seed
      fix  set seed: 0
    """

    exit_status: ClassVar[int] = 1  # of a program that ends with this error

    def __init__(self, what: str, *, where: str, fix: str, others: Iterable["BenchmarkError"] = ()) -> None:
        super().__init__(what)
        self.what = what
        self.where = where
        self.fix = fix
        self.others = tuple(others)

    def __str__(self) -> str:
        """Return what is printed, three lines for each error, whatever a stranger's input puts into them."""
        what, where, fix = (on_one_line(text) for text in (self.what, self.where, self.fix))
        return "\n".join([f"error: {what}\n  in   {where}\n  fix  {fix}", *map(str, self.others)])


def together(errors: Sequence[BenchmarkError]) -> BenchmarkError:
    """Return the first of some errors, with the others below it."""
    first, *others = errors
    return BenchmarkError(first.what, where=first.where, fix=first.fix, others=others)


def on_one_line(text: str) -> str:
    r"""Return text with all spelled out that would start a line, move the cursor, hide or command.

    A workflow's log takes `::name::` at the start of a line for a command, and `##[name]` anywhere in it.

    Examples
    --------
    >>> on_one_line("a\n::error::b ##[error]c")
    'a\\n::error::b #\\x23[error]c'
    """
    seen = (sign if sign.isprintable() else sign.encode("unicode_escape").decode("ascii") for sign in text)
    return "".join(seen).replace("##[", r"#\x23[")


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Return `; did you mean `x`?` for the closest known name, or nothing.

    Examples
    --------
    >>> did_you_mean("celltype", ["cell_type", "tech"])
    '; did you mean `cell_type`?'
    >>> did_you_mean("zebra", ["cell_type", "tech"])
    ''
    """
    near = nearest(name, known)
    return f"; did you mean `{near[0]}`?" if near else ""


def nearest(name: str, known: Iterable[str]) -> list[str]:
    """Return the closest known name in a list, or an empty one where none is close."""
    return difflib.get_close_matches(name, list(known), n=1)
