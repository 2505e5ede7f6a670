"""Rows become Parquet in their order, with the schema of their kind."""

import pyarrow.parquet as pq

from stages.rows import write_rows
from stages.simulation.rows import SensitivityRow

ROW = SensitivityRow("batch", 1.5, 0, "pca", "ilisi", "batch", 0.25, "ok", "", 1000)


def test_the_file_has_the_schema_of_the_kind(tmp_path):
    """Types, order of columns, and the table's name."""
    write_rows(SensitivityRow, [ROW, ROW], tmp_path / "table.parquet")
    table = pq.read_table(tmp_path / "table.parquet")
    assert table.schema.equals(SensitivityRow.arrow_schema())
    assert table.schema.metadata[b"table"] == b"sensitivity"
    assert table["value"].to_pylist() == [0.25, 0.25]


def test_rows_may_come_from_a_generator(tmp_path):
    """They are read once."""
    write_rows(SensitivityRow, (row for row in [ROW]), tmp_path / "table.parquet")
    assert pq.read_metadata(tmp_path / "table.parquet").num_rows == 1
