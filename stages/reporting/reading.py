"""Tables of simulations, read back."""

from pathlib import Path
from typing import TypeVar

import pyarrow.parquet as pq

from stages.errors import BenchmarkError
from stages.rows import Row

AnyRow = TypeVar("AnyRow", bound=Row)


def read_rows(kind: type[AnyRow], path: Path) -> list[AnyRow]:
    """Return the rows of a table in their order.

    Raises
    ------
    BenchmarkError
        If the file has other columns than the kind: it is of another version.
    """
    again = f"dvc repro --single-item {kind.table}"
    if not path.is_file():
        raise BenchmarkError("there is no such table", where=str(path), fix=again)
    table, expected = pq.read_table(path), kind.arrow_schema().names
    if table.schema.names != expected:
        raise BenchmarkError(
            f"the columns are {table.schema.names}; expected {expected}", where=str(path), fix=again
        )
    return [kind(**row) for row in table.to_pylist()]
