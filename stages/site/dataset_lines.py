"""Submissions and controls on one dataset: the rows of its small table."""

from collections.abc import Sequence
from dataclasses import dataclass

from stages.columns import DatasetRow, RankingRow
from stages.site.board import Board
from stages.site.cells import MISSING, NO_SCORES, NOT_RUN, Cell, absent, overall, share


@dataclass(frozen=True, slots=True)
class DatasetLine:
    """One row of a dataset's small table."""

    row: RankingRow
    overall: Cell
    biology: Cell
    batch: Cell


def dataset_lines(board: Board, dataset: DatasetRow, rows: Sequence[RankingRow]) -> list[DatasetLine]:
    """Return submissions or controls that were run on one dataset, the best first."""

    def place(row: RankingRow) -> tuple[bool, float]:
        found = board.evaluations.get((row.submission, dataset.dataset))
        value = found.overall if found else None
        return value is None, -(value or 0.0)

    there = [row for row in rows if not _not_run(board, row, dataset)]
    return [_dataset_line(board, dataset, row) for row in sorted(there, key=place)]


def _not_run(board: Board, row: RankingRow, dataset: DatasetRow) -> bool:
    found = board.evaluations.get((row.submission, dataset.dataset))
    return found is not None and found.status == NOT_RUN


def _dataset_line(board: Board, dataset: DatasetRow, row: RankingRow) -> DatasetLine:
    found = board.evaluations.get((row.submission, dataset.dataset))
    if found is None:
        gap = absent(MISSING, "there is no such row in evaluations.parquet")
        return DatasetLine(row, gap, gap, gap)
    status = found.status if found.status in NO_SCORES else "undefined"
    biology = share(found.biology, "biology", found.reason, status)
    return DatasetLine(row, overall(found), biology, share(found.batch, "batch", found.reason, status))
