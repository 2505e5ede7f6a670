"""The files of an evaluation are joined by cell id; donors count where all are known."""

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from stages.embeddings import write_embedding
from stages.metrics.inputs import read_evaluation

STAMP = {"dataset": "toy", "dataset_version": "1"}
IDS = ["c", "a", "b"]


def _read(folder, donors):
    truth = {"cell_id": IDS, "label": ["t", "t", "u"], "batch": ["x", "y", "x"]}
    table = pa.table(truth | {"donor": pa.array(donors, pa.string())}).replace_schema_metadata(STAMP)
    pq.write_table(table, folder / "truth.parquet")
    for name in ("embedding", "unintegrated"):
        write_embedding(folder / f"{name}.parquet", IDS, np.arange(6).reshape(3, 2), STAMP)
    return read_evaluation(*(folder / f"{name}.parquet" for name in ("embedding", "truth", "unintegrated")))


def test_cells_are_sorted_by_id(tmp_path):
    """Vectors, labels, batches and donors alike."""
    found = _read(tmp_path, ["d1", "d2", "d3"])
    assert found.points.tolist() == found.truth.unintegrated.tolist() == [[2, 3], [4, 5], [0, 1]]
    assert found.truth.label.tolist() == ["t", "u", "t"]
    assert found.truth.batch.tolist() == ["y", "x", "x"]
    assert found.truth.donor.tolist() == ["d2", "d3", "d1"]


@pytest.mark.parametrize("donors", [[None] * 3, ["d1", None, "d2"]])
def test_donors_are_unknown_unless_all_are_known(tmp_path, donors):
    """A cell without a donor can be in no group of donors."""
    assert _read(tmp_path, donors).truth.donor is None
