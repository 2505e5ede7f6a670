"""The table of coverage: every score, counted over datasets whose truth is known."""

import pyarrow.parquet as pq
import pytest

from stages.coverage import coverage
from stages.metrics import METRICS

SMALL = {
    "seed": 1,
    "n_cells": 220,
    "n_datasets": 2,
    "n_cells_large": 300,
    "n_datasets_large": 1,
    "n_draws": 10,
    "draw_fraction": 0.5,
    "biology": 0.6,
    "batch": 0.4,
}
GROUPS = {"biology", "batch", "overall"}
DRAWN = {name for name, metric in METRICS.items() if metric.drawn}  # the others have no interval


@pytest.fixture(scope="module")
def table(tmp_path_factory):
    """Return the path of a table of a few small datasets."""
    path = tmp_path_factory.mktemp("coverage") / "coverage.parquet"
    coverage(**SMALL, table=path)
    return path


@pytest.fixture(scope="module")
def rows(table):
    """Return its rows."""
    return pq.read_table(table).to_pylist()


def test_every_score_is_counted_once(rows):
    """Three comparisons, two embeddings with metrics and groups, and the difference of the groups."""
    keys = {(row["redrawn"], row["truth"], row["embedding"], row["score"]) for row in rows}
    comparisons = [("cells", "same_size"), ("cells", "large"), ("samples", "same_size")]
    assert keys == {
        (*comparison, embedding, score)
        for comparison in comparisons
        for embedding, scores in {
            "frozen": {*DRAWN, *GROUPS},
            "centred": {*DRAWN, *GROUPS},
            "difference": GROUPS,
        }.items()
        for score in scores
    }
    assert len(rows) == len(keys)


def test_counts_add_up(rows):
    """No more intervals than datasets, no more that hold the truth than intervals."""
    for row in rows:
        assert 0 <= row["n_holding"] <= row["n_intervals"] <= row["n_datasets"] == 2
        if row["coverage"] is not None:
            assert row["coverage_low"] <= row["coverage"] + 1e-6
            assert row["coverage"] <= row["coverage_high"] + 1e-6


def test_the_truth_of_the_same_size_is_the_mean(rows):
    """That of very many cells is another one."""
    same = [row for row in rows if row["truth"] == "same_size"]
    assert all(row["true_value"] == row["mean"] for row in same)
    large = [row for row in rows if row["truth"] == "large" and row["score"] == "ilisi"]
    assert all(row["true_value"] != row["mean"] for row in large)


def test_new_samples_move_scores(rows):
    """The datasets of both kinds are not the same ones."""
    means = {row["redrawn"]: row["mean"] for row in rows if row["score"] == "ilisi"}
    assert means["cells"] != means["samples"]


def test_the_same_seed_gives_the_same_bytes(table, tmp_path):
    """On however many cores."""
    coverage(**SMALL, table=tmp_path / "again.parquet")
    assert (tmp_path / "again.parquet").read_bytes() == table.read_bytes()
