"""The tables, read back."""

from dataclasses import replace

import pyarrow.parquet as pq
import pytest
from made_tables import made_tables, ranking, submission, write_tables

from stages.errors import BenchmarkError
from stages.site.board import read_board


def read(tables, folder):
    """Return the board of these tables."""
    write_tables(tables, folder)
    return read_board(folder)


def test_rows_come_back_as_they_were_written(tmp_path):
    """Rows of every table are found by the ids that pages know."""
    tables = made_tables(2)
    board = read(tables, tmp_path)
    assert board.submissions["model_000"].authors == ("The Example Lab",)
    assert board.datasets["pbmc"].cells_per_label == (200, 500)
    assert len(board.scores["model_000", "pbmc"]) * 3 * 8 == len(tables["scores"])
    assert board.evaluations["model_001", "planted"].n_cells == 700


def test_submissions_are_in_the_order_of_their_rank(tmp_path):
    """Who has no rank comes last."""
    tables = made_tables(3)
    tables["ranking"] = [replace(row, rank=None) if row.rank == 1 else row for row in tables["ranking"]]
    board = read(tables, tmp_path)
    assert [row.submission for row in board.ranked] == ["model_001", "model_002", "model_000"]
    assert all(row.kind == "control" for row in board.controls)


def test_datasets_of_the_headline_come_first(tmp_path):
    """What does not count is below what does."""
    board = read(made_tables(1, {"planted": "synthetic", "pbmc": "real"}), tmp_path)
    assert [row.dataset for row in board.active] == ["pbmc", "planted"]
    assert [row.dataset for row in board.headline] == ["pbmc"]


def test_columns_of_a_newer_version_are_left_alone(tmp_path):
    """A table may hold more than this version knows."""
    write_tables(made_tables(1), tmp_path)
    path = tmp_path / "ranking.parquet"
    table = pq.read_table(path)
    pq.write_table(table.append_column("novel", [["x"] * table.num_rows]), path)
    assert read_board(tmp_path).ranked


def test_a_missing_table_is_named(tmp_path):
    """The fix is the stage that writes it."""
    with pytest.raises(BenchmarkError, match="there is no such table") as caught:
        read_board(tmp_path)
    assert caught.value.where.endswith("ranking.parquet")
    assert caught.value.fix == "dvc repro aggregate"


def test_a_missing_column_is_named(tmp_path):
    """Found and expected are both in the message."""
    write_tables(made_tables(1), tmp_path)
    path = tmp_path / "ranking.parquet"
    pq.write_table(pq.read_table(path).drop_columns(["overall"]), path)
    with pytest.raises(BenchmarkError, match=r"the columns \['overall'\] are absent; found \['submission'"):
        read_board(tmp_path)


def test_tables_of_different_runs_are_refused(tmp_path):
    """A submission in one table only would be a page without numbers, or numbers without a page."""
    tables = made_tables(1)
    tables["submissions"].append(submission("stranger"))
    with pytest.raises(
        BenchmarkError, match=r"\['stranger'\] is in one of submissions.parquet and ranking.parquet"
    ):
        read(tables, tmp_path)
    tables = made_tables(1)
    tables["ranking"].append(ranking("stranger", "Stranger"))
    with pytest.raises(BenchmarkError, match=r"\['stranger'\]"):
        read(tables, tmp_path)
    tables = made_tables(1)
    tables["datasets"] = tables["datasets"][1:]
    with pytest.raises(
        BenchmarkError, match=r"\['pbmc'\] is in one of evaluations.parquet and datasets.parquet"
    ):
        read(tables, tmp_path)
