"""A cell of a table: a number with its colour, or what is there instead of it and why."""

from collections.abc import Iterable
from dataclasses import dataclass

from stages.columns import EvaluationRow, RankingRow, ScoreRow
from stages.records import Group
from stages.site import figures

MISSING = "not evaluated"
NOT_RUN = "not run"
NO_SCORES = ("failed", NOT_RUN)  # of an evaluation: every number in it is missing


@dataclass(frozen=True, slots=True)
class Cell:
    """What a table shows in one place.

    Attributes
    ----------
    text
        The number, or a word for what is there instead of it.
    style
        Classes: the group's hue and the level of colour, or `fc-none` or `fc-failed` without a number.
    note
        The reason, or how the number is to be read; shown on demand.
    margin
        Half the width of the 95 % interval, where there is one.
    missing
        Whether there is no number, so that the reason has to be told.
    """

    text: str
    style: str = ""
    note: str = ""
    margin: str = ""
    missing: bool = False


@dataclass(frozen=True, slots=True)
class Gap:
    """A reason why numbers are missing, with the places where it applies."""

    places: tuple[str, ...]
    reason: str


def absent(status: str, reason: str) -> Cell:
    """Return the cell of a value that does not exist."""
    return Cell(status, "fc-failed" if status == "failed" else "fc-none", reason, missing=True)


def share(value: float | None, group: Group, reason: str = "", status: str = "undefined") -> Cell:
    """Return the cell of a group's score, coloured by its strength; or `status` and the reason."""
    if value is None:
        return absent(status, reason)
    return Cell(figures.decimal(value), f"fc-heat {group} {figures.level(value)}")


def overall(row: EvaluationRow) -> Cell:
    """Return the cell of an evaluation's overall score."""
    if row.overall is None:
        return absent(row.status, row.reason)
    margin = _margin(row.overall_low, row.overall_high)
    return Cell(figures.decimal(row.overall), "fc-overall", margin=margin)


def score(row: ScoreRow | None) -> Cell:
    """Return the cell of one metric: coloured where the score is made of it, plain where it is not."""
    if row is None:
        return absent(MISSING, "there is no such row in scores.parquet")
    if row.value is None:
        return absent(row.status, row.reason)
    text, margin = figures.decimal(row.value), _margin(row.low, row.high)
    if not row.headline or row.scaled is None:
        why = row.counts_reason or ("the score is made of the other view" if row.counts else "not scaled")
        return Cell(text, "fc-none", f"does not count: {why}", margin)
    style = f"fc-heat {row.group} {figures.level(row.scaled)}"
    return Cell(text, style, f"scaled by controls: {figures.decimal(row.scaled)}", margin)


def mean(row: RankingRow) -> Cell:
    """Return the cell of a submission's overall score."""
    if row.overall is None:
        return absent(nothing(row), row.reason)
    return Cell(figures.decimal(row.overall))


def nothing(row: RankingRow) -> str:
    """Return the word for a mean that does not exist."""
    if row.provisional:
        return "incomplete"
    return "undefined" if row.n_scored else "no score"


def difference(row: RankingRow) -> Cell:
    """Return the cell of the paired difference to the best baseline."""
    if row.submission == row.best_baseline:
        return Cell("reference", "fc-none", "the best baseline, which the others are compared with")
    if row.difference is None:
        return absent("undefined", row.reason or "there is no baseline to compare with")
    note = ""
    if row.difference_low is not None and row.difference_high is not None:
        low, high = figures.signed(row.difference_low), figures.signed(row.difference_high)
        note = f"95 % interval {low} to {high}"
    return Cell(figures.signed(row.difference), note=note)


def gaps(cells: Iterable[tuple[str, Cell]]) -> list[Gap]:
    """Return every reason for a missing number once, with the places that it explains."""
    places: dict[str, list[str]] = {}
    for place, cell in cells:
        if cell.missing:
            places.setdefault(cell.note, []).append(place)
    return [Gap(tuple(dict.fromkeys(found)), reason) for reason, found in places.items()]


def spread(cells: Iterable[tuple[str, str, Cell]], everywhere: int) -> list[tuple[str, Cell]]:
    """Return missing cells of a table by row: the columns' names once, with the rows that they lack.

    Parameters
    ----------
    cells
        (column, row, cell), of the cells whose reason is not told otherwise.
    everywhere
        Number of rows; a column that is missing in all of them names none.
    """
    rows: dict[tuple[str, Cell], list[str]] = {}
    for column, row, cell in cells:
        if cell.missing:
            rows.setdefault((column, cell), []).append(row)
    return [
        (column if len(found) == everywhere else f"{column} ({', '.join(found)})", cell)
        for (column, cell), found in rows.items()
    ]


def _margin(low: float | None, high: float | None) -> str:
    return "" if low is None or high is None else figures.decimal((high - low) / 2)
