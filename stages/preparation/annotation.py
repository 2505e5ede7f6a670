"""Batch, label and donor of every cell, as text."""

import numpy as np
import pandas as pd

from stages.errors import BenchmarkError, did_you_mean

# What a missing value looks like after somebody wrote the table as text.
_MISSING = {"", "nan", "NaN", "None", "NA", "<NA>"}


def require_column(table: pd.DataFrame, key: str, name: str, where: str, *, axis: str) -> "pd.Series[str]":
    """Return a column of obs or var; the error names those that are there."""
    if key in table.columns:
        return table[key]
    there = list(table.columns)
    raise BenchmarkError(
        f"{axis} has no column `{key}`; it has {there}{did_you_mean(key, there)}",
        where=f"{where}.{name}",
        fix=f"set {name} to one of those columns",
    )


def text_column(obs: pd.DataFrame, key: str, name: str, where: str) -> "pd.Series[str]":
    """Return a column of obs as text, None where a cell has no value."""
    column = require_column(obs, key, name, where, axis="obs")
    text = column.astype(object).where(column.notna(), None)
    return text.map(_as_text)


def _as_text(value: object) -> str | None:
    text = "" if value is None else str(value).strip()
    return None if text in _MISSING else text


def complete_column(obs: pd.DataFrame, key: str, name: str, where: str) -> "pd.Series[str]":
    """Return a column of obs as text.

    Raises
    ------
    BenchmarkError
        If the column is not there, or some cell has no value.
    """
    column = text_column(obs, key, name, where)
    missing = column.index[column.isna()]
    if len(missing):
        raise BenchmarkError(
            f"`{key}` is missing for {len(missing):,} of {len(column):,} cells, "
            f"such as {list(missing[:3])}; expected a value for every cell",
            where=f"{where}.{name}",
            fix=f"leave those cells out of the file, or set {name} to a complete column",
        )
    return column


def merged(batches: "pd.Series[str]", merge: dict[str, str], where: str) -> "pd.Series[str]":
    """Return the batches under the benchmark's names; a name that is no batch is refused."""
    there = sorted(set(batches))
    for name in merge:
        if name not in there:
            raise BenchmarkError(
                f"there is no batch `{name}`; the batches are {there}{did_you_mean(name, there)}",
                where=f"{where}.batch_merge",
                fix="correct the name or remove it",
            )
    return batches.map(lambda batch: merge.get(batch, batch))


def counted(values: "pd.Series[str]") -> dict[str, int]:
    """Return value -> number of cells, by name."""
    names, sizes = np.unique(values.to_numpy(dtype=str), return_counts=True)
    return {str(name): int(size) for name, size in zip(names, sizes, strict=True)}
