"""Rows come back as they were written, or not at all."""

import pytest
from made_simulations import coverage_rows, sensitivity_rows

from stages.errors import BenchmarkError
from stages.reporting.reading import read_rows
from stages.rows import write_rows
from stages.simulation.rows import CoverageRow, SensitivityRow


def test_rows_are_read_in_their_order(tmp_path):
    """Single precision is all that is lost."""
    rows = sensitivity_rows()
    write_rows(SensitivityRow, rows, tmp_path / "table.parquet")
    found = read_rows(SensitivityRow, tmp_path / "table.parquet")
    assert [row.metric for row in found] == [row.metric for row in rows]
    assert found[-1].value == pytest.approx(rows[-1].value, rel=1e-6)


def test_a_missing_table_names_the_command_that_makes_it(tmp_path):
    """Coverage takes long, so nobody should guess."""
    with pytest.raises(BenchmarkError) as caught:
        read_rows(CoverageRow, tmp_path / "coverage.parquet")
    assert "there is no such table" in str(caught.value)
    assert "dvc repro --single-item coverage" in str(caught.value)


def test_a_table_of_other_columns_is_refused(tmp_path):
    """It was written by another version."""
    write_rows(CoverageRow, coverage_rows(), tmp_path / "table.parquet")
    with pytest.raises(BenchmarkError, match=r"the columns are \['redrawn'.*expected \['factor'"):
        read_rows(SensitivityRow, tmp_path / "table.parquet")
