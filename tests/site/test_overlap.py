"""Which datasets a submission has seen in pretraining."""

from dataclasses import replace

import pytest
from made_tables import made_tables, write_tables

from stages.ranking.exposure import GRADES
from stages.site.board import read_board
from stages.site.overlap import SEEN, seen


@pytest.fixture
def board(tmp_path):
    """Return a board on which one model has another exposure to each dataset."""
    tables = made_tables(2, dict.fromkeys(GRADES, "real"))
    tables["evaluations"] = [
        replace(row, exposure=row.dataset if row.submission == "model_001" else "unseen")
        for row in tables["evaluations"]
    ]
    write_tables(tables, tmp_path)
    return read_board(tmp_path)


def test_sure_and_likely_overlap_is_seen(board):
    """What is partial or not known hides nothing."""
    assert set(seen(board, "model_001")) == set(SEEN)
    assert set(SEEN) < set(GRADES)


def test_without_exposure_nothing_was_seen(board):
    """Nor by what is no submission."""
    assert seen(board, "model_000") == []
    assert seen(board, "nobody") == []
