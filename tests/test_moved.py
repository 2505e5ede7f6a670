"""What moved between two releases is told with its cause."""

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from stages.moved import moved

ROW = {
    "submission": "pca",
    "dataset": "planted",
    "view": "native",
    "metric": "ari",
    "value": 0.5,
    "status": "ok",
    "dataset_version": 1,
    "truth_sha256": "a",
    "submission_version": 1,
    "embedding_sha256": "b",
    "seed": 1,
    "n_cells": 100,
}


@pytest.fixture
def between(tmp_path):
    """Return a function from the rows of two releases to what is told."""

    def told(before, after):
        for name, rows in (("before", before), ("after", after)):
            pq.write_table(pa.Table.from_pylist(rows), tmp_path / f"{name}.parquet")
        return moved(tmp_path / "before.parquet", tmp_path / "after.parquet")

    return told


def test_equal_tables_have_nothing_to_tell(between):
    """Rounding of single precision is no move."""
    assert between([ROW], [ROW | {"value": 0.5 + 1e-8}]) == []


@pytest.mark.parametrize(
    ("change", "cause"),
    [
        ({}, "the same vectors and labels, scored by other code"),
        ({"dataset_version": 2, "truth_sha256": "c"}, "version 1 of the dataset became 2"),
        ({"truth_sha256": "c"}, "other labels or batches"),
        ({"submission_version": 2, "embedding_sha256": "c"}, "version 1 of the submission became 2"),
        ({"embedding_sha256": "c"}, "other vectors"),
        ({"seed": 7}, "seed 1 became 7"),
        ({"n_cells": 50}, "scored on 50 cells instead of 100"),
    ],
)
def test_a_number_that_moved_has_its_nearest_cause(between, change, cause):
    """The columns of provenance say what differs."""
    told = between([ROW], [ROW | {"value": 0.75} | change])
    assert told == [
        f"`pca` on `planted`: 1 number, most of all ari in `native` from 0.5000 to 0.7500; {cause}"
    ]


def test_the_largest_move_is_shown_of_several(between):
    """One line per evaluation."""
    before = [ROW, ROW | {"metric": "nmi"}]
    after = [ROW | {"value": 0.6}, ROW | {"metric": "nmi", "value": 0.9}]
    told = between(before, after)
    assert told[0].startswith("`pca` on `planted`: 2 numbers, most of all nmi in `native` from 0.5000 to ")


def test_a_number_that_is_gone_is_told_by_its_status(between):
    """Undefined is no zero."""
    told = between([ROW], [ROW | {"value": None, "status": "undefined"}])
    assert "from 0.5000 to undefined" in told[0]


def test_new_and_gone_evaluations_are_told(between):
    """A submission that came, and one that left."""
    assert between([ROW], [ROW | {"submission": "hvg"}]) == [
        "`hvg` on `planted`: new",
        "`pca` on `planted`: gone",
    ]
