"""The audit runs on files and writes one row per metric and dataset."""

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from planted_cells import plant

from stages.audit import _left_out, audit
from stages.auditing.comparison import Comparison, audit_row
from stages.auditing.rows import AuditRow
from stages.embeddings import write_embedding
from stages.errors import BenchmarkError
from stages.records import MetricValue

STAMP = {"dataset": "toy", "dataset_version": "1"}


@pytest.fixture
def folders(tmp_path):
    """Write two small evaluations; return the folders of embeddings and of prepared datasets."""
    cells = plant(200, 12, labels=4.0, batches=2.0)
    cell_ids = [f"cell-{number:03}" for number in range(200)]
    truth = {
        "cell_id": cell_ids,
        "label": cells.label,
        "batch": cells.batch,
        "donor": pa.nulls(200, pa.string()),
    }
    (tmp_path / "prepared/toy").mkdir(parents=True)
    table = pa.table(truth).replace_schema_metadata(STAMP)
    pq.write_table(table, tmp_path / "prepared/toy/truth.parquet")
    write_embedding(tmp_path / "prepared/toy/unintegrated.parquet", cell_ids, cells.unintegrated, STAMP)
    shuffled = np.random.default_rng(0).permutation(cells.points)
    for name, points in (("mine", cells.points), ("shuffled", shuffled)):
        stamp = STAMP | {"submission": name}
        write_embedding(tmp_path / f"embeddings/{name}/toy.parquet", cell_ids, points, stamp)
    return tmp_path


def test_a_dataset_without_embeddings_is_refused(tmp_path):
    """An empty audit would look like a clean one."""
    with pytest.raises(BenchmarkError, match="there is no embedding to audit; expected one file per"):
        audit(
            embeddings=tmp_path,
            prepared=tmp_path,
            datasets=["toy"],
            max_numbers=10**6,
            table=tmp_path / "audit.parquet",
        )
    assert not (tmp_path / "audit.parquet").exists()


def test_what_would_take_the_judge_too_long_is_not_compared_and_says_why():
    """It counts as an evaluation, and not as an equal one."""
    one = Comparison("mine", MetricValue(0.5), MetricValue(0.5))
    row = audit_row("toy", "bras", "library 1.0", "none", [one, _left_out("hvg", (3000, 1986))])
    assert (row.n_evaluations, row.n_compared, row.verdict) == (2, 1, "equal")
    assert row.reason == "hvg, 3,000 cells x 1,986 dimensions, would take the judge too long"


@pytest.mark.slow  # the judge compiles for most of a minute
@pytest.mark.filterwarnings("ignore")  # the judge's own, when it is imported
def test_every_metric_of_the_judge_is_equal_on_small_evaluations(folders):
    """Two submissions, one row per metric and kind of neighbours, none of them different."""
    table = folders / "audit.parquet"
    audit(
        embeddings=folders / "embeddings",
        prepared=folders / "prepared",
        datasets=["toy"],
        max_numbers=10**6,
        table=table,
    )
    found = pq.read_table(table)
    assert found.schema.equals(AuditRow.arrow_schema())
    rows = found.to_pylist()
    assert len(rows) == len({(row["metric"], row["neighbours"]) for row in rows}) == 21
    assert len({row["metric"] for row in rows}) == 15
    assert all((row["recall"] is None) == (row["neighbours"] != "own") for row in rows)
    assert {row["n_evaluations"] for row in rows} == {2}
    assert {row["judge"] for row in rows} == {"scib-metrics 0.5.10"}
    assert {row["verdict"] for row in rows} <= {"equal", "ours_is_right"}
    assert all(row["deviation"] <= row["tolerance"] for row in rows if row["verdict"] == "equal")
