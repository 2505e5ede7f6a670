"""Records survive their JSON form, and Arrow schemas derive from them."""

from dataclasses import dataclass, fields
from pathlib import Path
from typing import ClassVar

import pyarrow as pa
import pytest

from stages.files import read_json
from stages.records import DatasetFacts, EvaluationScores, MetricValue, RunRecord
from stages.rows import Row, column


@dataclass(frozen=True)
class Example(Row):
    """A row of every type a column may have."""

    table: ClassVar[str] = "example"
    name: str = column("who")
    n_cells: int = column("how many")
    value: float | None = column("null where undefined")
    counts: bool = column("whether it counts")
    authors: tuple[str, ...] = column("who wrote it")


def test_arrow_schema_of_a_row_has_its_types_nulls_and_documentation():
    """Browsers read 32-bit integers and floats; only an optional column may be null."""
    schema = Example.arrow_schema()
    assert schema.types == [pa.string(), pa.int32(), pa.float32(), pa.bool_(), pa.list_(pa.string())]
    assert [leaf.nullable for leaf in schema] == [False, False, True, False, False]
    assert Example.columns()["value"] == ("float", "null where undefined")


def test_an_undefined_value_keeps_its_reason_through_json():
    """Undefined is a status with a reason, never zero."""
    value = MetricValue.undefined("one batch only")
    assert value.as_json() == {"status": "undefined", "reason": "one batch only"}
    assert MetricValue.from_json(value.as_json()) == value


@pytest.mark.parametrize("draws", [(0.25,), (0.25, None, 0.75)])
def test_scores_survive_json(draws):
    """What score writes is what aggregate reads, draws and full precision included."""
    scores = EvaluationScores(
        submission="pca",
        submission_version=1,
        dataset="planted",
        dataset_version=2,
        benchmark_version="0.1.0",
        embedding_sha256="e",
        truth_sha256="t",
        seed=3,
        n_cells=4,
        n_dims=5,
        views={"native": {"nmi_leiden": MetricValue(0.1 + 0.2, low=0.2, high=0.4, draws=draws)}},
    )
    assert EvaluationScores.from_json(scores.as_json(), scores.draws_as_json()) == scores
    assert scores.as_json()["views"] == {"native": {"nmi_leiden": 0.1 + 0.2}}


def test_the_values_of_labels_survive_json():
    """They stand apart from the numbers that people compare, and older records have none."""
    value = MetricValue(0.75, parts=(("B", 1.0), ("T", 0.5)))
    names = ("submission", "dataset", "benchmark_version", "embedding_sha256", "truth_sha256")
    sizes = ("submission_version", "dataset_version", "seed", "n_cells", "n_dims")
    views = {"native": {"recall": value, "other": MetricValue(0.5)}}
    scores = EvaluationScores(**dict.fromkeys(names, "x"), **dict.fromkeys(sizes, 1), views=views)
    content = scores.as_json()
    assert content["parts"] == {"native": {"recall": {"B": 1.0, "T": 0.5}}}
    assert content["views"] == {"native": {"recall": 0.75, "other": 0.5}}
    assert EvaluationScores.from_json(content) == scores
    del content["parts"]
    assert EvaluationScores.from_json(content).views["native"]["recall"] == MetricValue(0.75)


def test_facts_survive_json():
    """What prepare measured is what the site shows."""
    facts = DatasetFacts(
        dataset="planted",
        dataset_version=1,
        n_cells=3,
        n_genes=2,
        n_batches=1,
        n_labels=1,
        n_donors=None,
        cells_per_label={"B": 3},
        cells_per_batch={"1": 3},
        median_genes_per_cell=1.5,
        median_counts_per_cell=2.0,
        sparsity=0.5,
        cells_sha256="c",
        truth_sha256="t",
        unintegrated_sha256="u",
        warnings=("totals disagree",),
    )
    assert DatasetFacts.from_json(facts.as_json()) == facts


PUBLISHED = sorted((Path(__file__).parent.parent / "leaderboard/runs").glob("*/*.json"))


@pytest.mark.parametrize("path", PUBLISHED, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_published_run_says_where_it_comes_from(path):
    """Code, cells, environment, confinement, seeds and commit: nothing of it is empty or left out."""
    record = read_json(path)
    assert set(record) == {leaf.name for leaf in fields(RunRecord)} | {
        "log"
    }  # for people, what it printed last
    may_be_empty = {"log", "peak_gpu_bytes", "reason", "weights_sha256"}
    empty = {key for key, value in record.items() if value in ("", None, [], {})} - may_be_empty
    assert not empty or record["status"] == "failed"  # perhaps before there was a process
