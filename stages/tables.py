"""The published tables: rows to Parquet, and the text that explains every column."""

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from stages.cli import run
from stages.columns import DatasetRow, EvaluationRow, RankingRow, ScoreRow, SubmissionRow
from stages.errors import BenchmarkError
from stages.files import write_parquet, write_text
from stages.records import Row

__all__ = [
    "TABLES",
    "DatasetRow",
    "EvaluationRow",
    "RankingRow",
    "ScoreRow",
    "SubmissionRow",
    "columns_text",
    "tables",
    "write_rows",
]

TABLES: Final[tuple[type[Row], ...]] = (RankingRow, ScoreRow, EvaluationRow, SubmissionRow, DatasetRow)
_BEGIN = "<!-- columns: written by `python -m stages.tables leaderboard/README.md` -->"
_END = "<!-- /columns -->"


def write_rows(kind: type[Row], rows: Iterable[Row], path: Path) -> None:
    """Write rows, in their order, as a Parquet file with the kind's schema."""
    import pyarrow as pa  # noqa: PLC0415 - the README needs no Arrow, and --help none either

    schema = kind.arrow_schema()
    listed = list(rows)
    columns = [pa.array([getattr(row, leaf.name) for row in listed], leaf.type) for leaf in schema]
    write_parquet(pa.Table.from_arrays(columns, schema=schema), path)


def columns_text() -> str:
    """Return the Markdown that explains every column of every table."""
    return "\n\n".join(_table_text(kind) for kind in TABLES)


def _table_text(kind: type[Row]) -> str:
    lines = [f"| `{name}` | {type_} | {doc} |" for name, (type_, doc) in kind.columns().items()]
    head = [
        f"### {kind.table}.parquet",
        "",
        str(kind.__doc__),
        "",
        "| column | type | meaning |",
        "|---|---|---|",
    ]
    return "\n".join(head + lines)


def tables(readme: Path) -> None:
    """Write the explanation of every column between the markers of a Markdown file."""
    text = readme.read_text(encoding="utf-8")
    if text.count(_BEGIN) != 1 or text.count(_END) != 1 or text.index(_BEGIN) > text.index(_END):
        raise BenchmarkError(
            f"the file has no place for the columns; expected the lines `{_BEGIN}` and `{_END}`, once each",
            where=str(readme),
            fix="add the two lines where the columns belong",
        )
    before, rest = text.split(_BEGIN)
    after = rest.split(_END)[1]
    write_text(f"{before}{_BEGIN}\n\n{columns_text()}\n\n{_END}{after}", readme)


if __name__ == "__main__":
    run(tables)
