"""Rows of the published tables, and how they become Parquet: a class's fields are the Arrow schema.

A column is documented once, beside its type; `leaderboard/README.md` and the site show that text.
"""

from collections.abc import Iterable
from dataclasses import field, fields
from pathlib import Path
from types import UnionType
from typing import TYPE_CHECKING, Any, ClassVar, get_args, get_origin, get_type_hints

from stages.files import write_parquet
from stages.records import SCHEMA_VERSION

if TYPE_CHECKING:
    import pyarrow as pa


def column(doc: str) -> Any:  # noqa: ANN401 - a dataclass field, whatever its type
    """Return a required dataclass field with its documentation."""
    return field(metadata={"doc": doc})


class Row:
    """A row of a published table; the Arrow schema derives from the subclass's fields."""

    table: ClassVar[str]

    @classmethod
    def arrow_schema(cls) -> "pa.Schema":
        """Return the Arrow schema: field order, types, and which columns may be null."""
        import pyarrow as pa  # noqa: PLC0415 - 0.2 s that only table writers pay

        hints = get_type_hints(cls)
        return pa.schema(
            [
                pa.field(leaf.name, *_arrow_type(hints[leaf.name]), metadata={"doc": leaf.metadata["doc"]})
                for leaf in fields(cls)  # type: ignore[arg-type]
            ],
            metadata={"schema_version": str(SCHEMA_VERSION), "table": cls.table},
        )

    @classmethod
    def columns(cls) -> dict[str, tuple[str, str]]:
        """Return column -> (type, documentation)."""
        schema = cls.arrow_schema()
        return {leaf.name: (str(leaf.type), leaf.metadata[b"doc"].decode()) for leaf in schema}


def _arrow_type(hint: Any) -> "tuple[pa.DataType, bool]":  # noqa: ANN401 - a type hint
    """Return (Arrow type, nullable). Integers are 32 bits and floats single: browsers read both."""
    import pyarrow as pa  # noqa: PLC0415

    if isinstance(hint, UnionType):  # X | None
        inner = next(leaf for leaf in get_args(hint) if leaf is not type(None))
        return _arrow_type(inner)[0], True
    if get_origin(hint) is tuple:
        return pa.list_(_arrow_type(get_args(hint)[0])[0]), False
    return {str: pa.string(), int: pa.int32(), float: pa.float32(), bool: pa.bool_()}[hint], False


def write_rows(kind: type[Row], rows: Iterable[Row], path: Path) -> None:
    """Write rows, in their order, as a Parquet file with the kind's schema."""
    import pyarrow as pa  # noqa: PLC0415 - the README needs no Arrow, and --help none either

    schema = kind.arrow_schema()
    listed = list(rows)
    columns = [pa.array([getattr(row, leaf.name) for row in listed], leaf.type) for leaf in schema]
    write_parquet(pa.Table.from_arrays(columns, schema=schema), path)
