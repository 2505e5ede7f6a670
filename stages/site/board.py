"""The published tables, read back and joined: all that a page shows comes from here."""

import sys
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

import pyarrow.parquet as pq

from stages.columns import DatasetRow, EvaluationRow, RankingRow, ScoreRow, SubmissionRow
from stages.errors import BenchmarkError
from stages.files import sha256_of
from stages.rows import Row
from stages.tables import TABLES

AnyRow = TypeVar("AnyRow", bound=Row)
_AT_ONCE = 4096  # rows of a table that are read before they become objects


@dataclass(frozen=True, slots=True)
class TableFile:
    """A published file, as it can be downloaded."""

    name: str
    n_bytes: int
    n_rows: int
    sha256: str


@dataclass(frozen=True)
class Board:
    """Every row of every table, each where a page looks for it."""

    ranking: Sequence[RankingRow]
    submissions: Mapping[str, SubmissionRow]
    datasets: Mapping[str, DatasetRow]
    evaluations: Mapping[tuple[str, str], EvaluationRow]  # (submission, dataset)
    scores: Mapping[tuple[str, str], Sequence[ScoreRow]]  # (submission, dataset)
    files: Sequence[TableFile]

    @cached_property
    def ranked(self) -> list[RankingRow]:
        """Submissions by rank; those without a rank come last, by name."""
        rows = [row for row in self.ranking if row.kind == "submission"]
        return sorted(rows, key=lambda row: (row.rank is None, row.rank or 0, row.name.casefold()))

    @cached_property
    def controls(self) -> list[RankingRow]:
        """Controls by name."""
        rows = [row for row in self.ranking if row.kind == "control"]
        return sorted(rows, key=lambda row: row.name.casefold())

    @cached_property
    def names(self) -> dict[str, str]:
        """Submission or control -> the name that is shown."""
        return {row.submission: row.name for row in self.ranking}

    @cached_property
    def active(self) -> list[DatasetRow]:
        """Datasets that submissions are evaluated on: those of the headline first."""
        rows = [row for row in self.datasets.values() if row.active]
        return sorted(rows, key=lambda row: not row.in_headline)

    @cached_property
    def headline(self) -> list[DatasetRow]:
        """Datasets of the headline mean."""
        return [row for row in self.active if row.in_headline]


def read_board(tables: Path) -> Board:
    """Read the tables of a folder.

    Raises
    ------
    BenchmarkError
        If a table is missing, lacks a column, or names a submission or dataset that another lacks.
    """
    ranking, submissions = _rows(RankingRow, tables), _rows(SubmissionRow, tables)
    datasets, evaluations = _rows(DatasetRow, tables), _rows(EvaluationRow, tables)
    scores: dict[tuple[str, str], list[ScoreRow]] = defaultdict(list)
    for row in _rows(ScoreRow, tables):
        scores[row.submission, row.dataset].append(row)
    board = Board(
        ranking,
        {row.submission: row for row in submissions},
        {row.dataset: row for row in datasets},
        {(row.submission, row.dataset): row for row in evaluations},
        dict(scores),
        [_file(tables / f"{row.table}.parquet") for row in TABLES],
    )
    _agree(board, tables)
    return board


def _rows(row: type[AnyRow], tables: Path) -> list[AnyRow]:
    """Return the rows of a table; columns that a newer version added are left alone."""
    path = tables / f"{row.table}.parquet"
    again = "dvc repro aggregate"
    if not path.is_file():
        raise BenchmarkError("there is no such table", where=str(path), fix=again)
    names = [leaf.name for leaf in fields(row)]  # type: ignore[arg-type]
    found = pq.read_schema(path).names
    if missing := [name for name in names if name not in found]:
        raise BenchmarkError(f"the columns {missing} are absent; found {found}", where=str(path), fix=again)
    with pq.ParquetFile(path) as table:
        return [
            row(**{name: _plain(value) for name, value in leaf.items()})
            for batch in table.iter_batches(_AT_ONCE, columns=names)
            for leaf in batch.to_pylist()
        ]


def _plain(value: Any) -> Any:  # noqa: ANN401 - a cell of a table
    """Return what a row holds; equal texts are one object, as the same names stand in every row."""
    if isinstance(value, str):
        return sys.intern(value)
    return tuple(value) if isinstance(value, list) else value


def _file(path: Path) -> TableFile:
    n_rows = pq.read_metadata(path).num_rows
    return TableFile(path.name, path.stat().st_size, n_rows, sha256_of(path))


def _agree(board: Board, tables: Path) -> None:
    """Refuse tables of different runs of aggregate: a page would link to nothing."""
    names, datasets = set(board.names), set(board.datasets)
    parts = [
        ("submissions", {row.submission for row in board.ranked} ^ set(board.submissions), "ranking"),
        ("evaluations", {name for name, _ in board.evaluations} - names, "ranking"),
        ("scores", {name for name, _ in board.scores} - names, "ranking"),
        ("evaluations", {name for _, name in board.evaluations} - datasets, "datasets"),
        ("scores", {name for _, name in board.scores} - datasets, "datasets"),
    ]
    for table, strangers, other in parts:
        if strangers:
            raise BenchmarkError(
                f"{sorted(strangers)} is in one of {table}.parquet and {other}.parquet and not in the other",
                where=str(tables),
                fix="dvc repro aggregate",
            )
