"""A registry entry is complete and cheap to read."""

import subprocess
import sys
from dataclasses import fields

import pytest

from stages.metrics import METRICS
from stages.metrics.compute import FUNCTIONS

CONTROLS = {
    "one_hot_labels",
    "one_hot_labels_jitter",
    "one_hot_batches",
    "shuffle_global",
    "shuffle_within_batch",
    "shuffle_within_label",
}


def test_every_metric_is_computed_and_every_function_is_described():
    """The two tables have the same keys in the same order."""
    assert list(METRICS) == list(FUNCTIONS)


@pytest.mark.parametrize("name", METRICS)
def test_an_entry_says_everything(name):
    """No text is empty, the key is the name, and anchors are controls."""
    metric = METRICS[name]
    assert metric.name == name
    assert all(getattr(metric, leaf.name) for leaf in fields(metric) if leaf.type is str)
    assert {metric.worst_control, metric.best_control} <= (CONTROLS if metric.ranked else CONTROLS | {None})
    assert (metric.worst_control is None) == (metric.best_control is None)
    assert metric.low < metric.high


def test_the_ranked_metrics_are_those_of_scib_metrics():
    """Its default set with Leiden; what another ranked metric supersedes or contains is shown only."""
    ranked = {name for name, metric in METRICS.items() if metric.ranked}
    shown = {"nmi_kmeans_scib", "ari_kmeans_scib", "silhouette_batch", "cilisi"}
    assert ranked == {name for name, metric in METRICS.items() if metric.pack == "scib"} - shown


def test_what_is_ranked_is_drawn():
    """Without draws there would be no interval of a rank."""
    assert all(metric.drawn for metric in METRICS.values() if metric.ranked)


def test_reading_the_registry_loads_no_numerical_library():
    """Aggregate and publish read metadata and pay nothing for how it is computed."""
    code = "import sys, stages.metrics; print({'numpy', 'scipy', 'igraph'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
