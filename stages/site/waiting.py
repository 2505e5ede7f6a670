"""Submissions that nobody has run here: they have no number, and so no row in a table of numbers."""

from collections.abc import Sequence
from dataclasses import dataclass

from stages.columns import DatasetRow, RankingRow
from stages.site.board import Board
from stages.site.cells import NOT_RUN


@dataclass(frozen=True, slots=True)
class Wait:
    """What a run waits for, and whose."""

    cause: str
    rows: tuple[RankingRow, ...]


def waiting(board: Board, datasets: Sequence[DatasetRow]) -> list[Wait]:
    """Return the submissions that were run on none of these datasets, by what they wait for.

    A submission that failed everywhere was run, and is not among them.
    """
    found: dict[str, list[RankingRow]] = {}
    for row in board.ranked:
        runs = [board.evaluations.get((row.submission, dataset.dataset)) for dataset in datasets]
        reasons = [run.reason for run in runs if run is not None and run.status == NOT_RUN]
        if reasons and len(reasons) == len(datasets):
            found.setdefault(_cause(reasons[0]), []).append(row)
    return [Wait(cause, tuple(rows)) for cause, rows in found.items()]


def _cause(reason: str) -> str:
    """Return what a reason says before the way out, which names the submission."""
    return reason.partition(";")[0].strip() or NOT_RUN
