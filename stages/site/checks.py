"""What the rehearsal found of a submission, in words: a badge, and a line per check."""

from dataclasses import dataclass

from stages.described import SubmissionRow
from stages.site.figures import decimal, signed

# As a vector's dependence is told to a reader, by the value of dataset_context.
DEPENDS_ON = {
    "none": "its own cell only",
    "gene_selection": "its own cell and a choice of genes",
    "statistics": "statistics of the dataset",
    "fit": "a fit on the dataset",
}
_BADGES = {
    "none": "measured: per cell",
    "gene_selection": "measured: chooses genes",
    "statistics": "measured: uses statistics of the dataset",
    "fit": "measured: fits on the dataset",
}
_NO_EVIDENCE = 0.02  # below it nothing says that the model knows one gene from another


@dataclass(frozen=True, slots=True)
class CheckLine:
    """One check: what was done, and what came of it."""

    title: str
    text: str


def badge(submission: SubmissionRow) -> str:
    """Return what was measured in a few words; the status where it is no pass."""
    if submission.checks != "passed":
        return submission.checks
    return _BADGES.get(submission.measured_context or "", submission.checks)


def check_lines(submission: SubmissionRow) -> list[CheckLine]:
    """Return the checks that have a figure."""
    measured, row = submission.measured_context, submission
    told = {
        "A vector depends on": DEPENDS_ON.get(measured, measured) if measured else None,
        "The same seed again": _moved(row.repeat_shift),
        "Cells in another order": _kept(row),
        "One cell type alone": _moved(row.one_type_shift),
        "A random half of the cells": _moved(row.half_shift),
        "One cell at a time": _moved(row.singly_shift),
        "Cell types recognised": _share(row.recognised),
        "Recognised after genes are shuffled": _share(row.destroyed_recognised),
        "Lost without 5 % of the molecules": _change(row.thinned_drop),
        "Lost without the names of genes": _names(row),
    }
    return [CheckLine(title, text) for title, text in told.items() if text]


def _moved(shift: float | None) -> str | None:
    if shift is None:
        return None
    return f"vectors move by {shift:.1g} times the median distance" if shift else "the same bytes"


def _kept(row: SubmissionRow) -> str | None:
    moved, kept = _moved(row.order_shift), row.order_neighbours_kept
    return moved if kept is None or not row.order_shift else f"{moved}; {kept:.0%} of neighbours stay"


def _share(value: float | None) -> str | None:
    return None if value is None else decimal(value)


def _change(value: float | None) -> str | None:
    return None if value is None else signed(value)


def _names(row: SubmissionRow) -> str | None:
    if row.names_worth is None or row.names_worth_low is None or row.names_worth_high is None:
        return None
    told = f"{signed(row.names_worth)} ({signed(row.names_worth_low)} to {signed(row.names_worth_high)})"
    return told if row.names_worth_low > _NO_EVIDENCE else f"{told}: no evidence that gene identity is used"
