"""The table of sensitivity: every metric at every level, the same bytes again, and a sensible direction."""

from collections import Counter

import pyarrow.parquet as pq
import pytest

from stages.metrics import METRICS
from stages.sensitivity import sensitivity

SMALL = {"seed": 1, "n_cells": 1000, "n_replicates": 1, "biology": [0.0, 1.0], "batch": [0.0, 2.0]}


@pytest.fixture(scope="module")
def table(tmp_path_factory):
    """Return the path of the table, written once at two levels of each factor."""
    path = tmp_path_factory.mktemp("sensitivity") / "sensitivity.parquet"
    sensitivity(**SMALL, table=path)
    return path


@pytest.fixture(scope="module")
def value(table):
    """Return a function from factor, level, embedding and metric to the value."""
    rows = pq.read_table(table).to_pylist()
    found = {(row["factor"], row["level"], row["embedding"], row["metric"]): row["value"] for row in rows}
    return lambda *key: found[key]


def test_every_metric_is_there_once_at_every_level(table):
    """Two embeddings where biology varies, one where the batch effects do; no row twice."""
    rows = pq.read_table(table).to_pylist()
    keys = Counter((row["factor"], row["level"], row["embedding"]) for row in rows)
    assert dict(keys) == {
        (factor, level, embedding): len(METRICS)
        for factor, levels, embeddings in [
            ("biology", [0.0, 1.0], ["pca", "batch_free"]),
            ("batch", [0.0, 2.0], ["pca"]),
        ]
        for level in levels
        for embedding in embeddings
    }
    assert {row["metric"] for row in rows} == set(METRICS)
    assert {row["n_cells"] for row in rows} == {1000}


def test_a_value_or_a_reason(table):
    """Nothing is missing without being said."""
    for row in pq.read_table(table).to_pylist():
        assert (row["status"] == "ok") == (row["value"] is not None) == (row["reason"] == "")


def test_without_biology_nothing_agrees_with_the_labels(value):
    """Types that are alike cannot be found, and at full strength they can."""
    assert value("biology", 0.0, "pca", "ari_leiden") < 0.05
    assert value("biology", 1.0, "pca", "ari_leiden") > 0.5


def test_without_batch_effects_batches_mix(value):
    """And do not where the effects are twice as strong."""
    for metric in ("ilisi", "kbet", "bras", "pcr_comparison"):
        assert value("batch", 0.0, "pca", metric) > value("batch", 2.0, "pca", metric) + 0.1


def test_the_embedding_without_batch_effects_is_level_zero_of_the_batch(value):
    """The same cells, asked for in two ways."""
    for metric in ("ilisi", "nmi_leiden"):
        assert value("biology", 1.0, "batch_free", metric) == value("batch", 0.0, "pca", metric)


def test_what_was_removed_is_measured_against_the_strongest_effects(value):
    """At the strongest level the embedding is the reference itself: nothing was removed."""
    assert value("batch", 2.0, "pca", "pcr_comparison") == 0


def test_the_same_seed_gives_the_same_bytes_and_a_level_does_not_depend_on_others(table, tmp_path):
    """Whatever ran before, and on however many cores."""
    for name in ("one", "two"):
        sensitivity(**SMALL | {"biology": [], "batch": [2.0]}, table=tmp_path / name)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()
    rows = pq.read_table(table).to_pylist()
    expected = [row for row in rows if (row["factor"], row["level"]) == ("batch", 2.0)]
    assert pq.read_table(tmp_path / "one").to_pylist() == expected
