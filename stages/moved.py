"""Which numbers moved between two releases, and why: what the published table says of both."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

Row = Mapping[str, Any]  # of scores.parquet
Evaluation = tuple[str, str]  # submission, dataset

_KEY = ("submission", "dataset", "view", "metric")
# Column -> what its change means, nearest cause first.
_CAUSES = {
    "dataset_version": "version {old} of the dataset became {new}",
    "truth_sha256": "other labels or batches",
    "submission_version": "version {old} of the submission became {new}",
    "embedding_sha256": "other vectors",
    "seed": "seed {old} became {new}",
    "n_cells": "scored on {new} cells instead of {old}",
}
_TOLERANCE = 1e-6  # single precision, in which the table is


def moved(before: Path, after: Path) -> list[str]:
    """Return a line on each evaluation that is new, gone, or has numbers that moved.

    Parameters
    ----------
    before, after
        `scores.parquet` of two releases.
    """
    old, new = _rows(before), _rows(after)
    lines = []
    for evaluation in sorted({*old, *new}):
        name = f"`{evaluation[0]}` on `{evaluation[1]}`"
        if evaluation not in old:
            lines.append(f"{name}: new")
        elif evaluation not in new:
            lines.append(f"{name}: gone")
        elif changes := list(_changes(old[evaluation], new[evaluation])):
            lines.append(f"{name}: {_said(changes)}")
    return lines


def _rows(path: Path) -> dict[Evaluation, dict[tuple[Any, ...], Row]]:
    import pyarrow.parquet as pq  # noqa: PLC0415 - 0.2 s that `--help` need not pay

    found: dict[Evaluation, dict[tuple[Any, ...], Row]] = defaultdict(dict)
    for row in pq.read_table(path).to_pylist():
        found[row["submission"], row["dataset"]][tuple(row[key] for key in _KEY)] = row
    return found


def _changes(old: Mapping[Any, Row], new: Mapping[Any, Row]) -> Iterator[tuple[Row, Row]]:
    """Yield the rows of both releases whose value or status differs."""
    for key in sorted(old.keys() & new.keys()):
        first, second = old[key], new[key]
        if first["status"] != second["status"] or _distance(first, second) > _TOLERANCE:
            yield first, second


def _distance(first: Row, second: Row) -> float:
    if first["value"] is None or second["value"] is None:
        return 0.0
    return float(abs(first["value"] - second["value"]))


def _said(changes: list[tuple[Row, Row]]) -> str:
    """Return how many numbers moved, the largest move, and the cause."""
    first, second = max(changes, key=lambda pair: _distance(*pair))
    largest = f"{first['metric']} in `{first['view']}` from {_text(first)} to {_text(second)}"
    what = f"{len(changes)} number{'s' * (len(changes) > 1)}, most of all {largest}"
    return f"{what}; {_cause(first, second)}"


def _text(row: Row) -> str:
    return row["status"] if row["value"] is None else f"{row['value']:.4f}"


def _cause(first: Row, second: Row) -> str:
    for column, text in _CAUSES.items():
        if first[column] != second[column]:
            return text.format(old=first[column], new=second[column])
    return "the same vectors and labels, scored by other code"
