"""The published tables, and the text that explains every column."""

from pathlib import Path
from typing import Final

from stages.auditing.rows import AuditRow
from stages.cli import run
from stages.columns import DatasetRow, EvaluationRow, RankingRow, ScoreRow, SubmissionRow
from stages.draws import DrawRow
from stages.layouts import LayoutRow
from stages.marked import put_between
from stages.rows import Row, write_rows
from stages.simulation.rows import CoverageRow, SensitivityRow

__all__ = [
    "CHECKS",
    "PICTURES",
    "TABLES",
    "AuditRow",
    "CoverageRow",
    "DatasetRow",
    "DrawRow",
    "EvaluationRow",
    "RankingRow",
    "ScoreRow",
    "SensitivityRow",
    "SubmissionRow",
    "columns_text",
    "tables",
    "write_rows",
]

TABLES: Final[tuple[type[Row], ...]] = (
    RankingRow,
    ScoreRow,
    EvaluationRow,
    DrawRow,
    SubmissionRow,
    DatasetRow,
)
# Whether metrics and intervals do what they say: where the truth is known, and beside the field's library.
CHECKS: Final[tuple[type[Row], ...]] = (SensitivityRow, CoverageRow, AuditRow)
# What pictures are drawn from; no number is.
PICTURES: Final[tuple[type[Row], ...]] = (LayoutRow,)
_BEGIN = "<!-- columns: written by `python -m stages.tables leaderboard/README.md` -->"
_END = "<!-- /columns -->"


def columns_text() -> str:
    """Return the Markdown that explains every column of every table."""
    return "\n\n".join(_table_text(kind) for kind in (*TABLES, *CHECKS, *PICTURES))


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
    put_between(_BEGIN, _END, columns_text(), readme, what="the columns")


if __name__ == "__main__":
    run(tables)
