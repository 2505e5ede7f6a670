"""Which datasets a submission has seen in pretraining."""

from dataclasses import replace

import pytest
from made_tables import made_tables, write_tables

from stages.site.board import read_board
from stages.site.overlap import overlap, seen


@pytest.fixture
def board(tmp_path):
    """Return a board on which one model names its corpora."""
    tables = made_tables(2, {"a": "real", "b": "real", "c": "real"})
    known = {"a": ("likely", "confirmed"), "b": ("clean", "unknown"), "c": ("unknown", "clean")}
    tables["datasets"] = [
        replace(
            row,
            contamination_corpora=("One", "Two"),
            contamination=known[row.dataset],
            contamination_evidence=("x", "y"),
        )
        for row in tables["datasets"]
    ]
    tables["submissions"][1] = replace(tables["submissions"][1], pretraining=("ONE", "two"))
    write_tables(tables, tmp_path)
    return read_board(tmp_path)


def test_the_worst_that_is_known_counts(board):
    """Corpora are compared by name, whatever the case."""
    assert overlap(board, "model_001") == {"a": "confirmed", "b": "clean", "c": "unknown"}
    assert seen(board, "model_001") == ["a"]


def test_without_pretraining_nothing_was_seen(board):
    """Nor by what is no submission."""
    assert overlap(board, "model_000") == {}
    assert seen(board, "one_hot_labels") == []
