"""Rows to Parquet: every published table is written here."""

from collections.abc import Iterable
from pathlib import Path

from stages.files import write_parquet
from stages.records import Row


def write_rows(kind: type[Row], rows: Iterable[Row], path: Path) -> None:
    """Write rows, in their order, as a Parquet file with the kind's schema."""
    import pyarrow as pa  # noqa: PLC0415 - the README needs no Arrow, and --help none either

    schema = kind.arrow_schema()
    listed = list(rows)
    columns = [pa.array([getattr(row, leaf.name) for row in listed], leaf.type) for leaf in schema]
    write_parquet(pa.Table.from_arrays(columns, schema=schema), path)
