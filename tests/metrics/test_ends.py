"""Scales end where they say, on the benchmark's datasets: the labels are best, and ignorance is chance."""

from pathlib import Path

import numpy as np
import pytest
import yaml

from stages.fetch import fetch
from stages.files import read_json
from stages.metrics import METRICS
from stages.metrics.cells import Cells
from stages.metrics.compute import compute
from stages.metrics.inputs import read_evaluation
from stages.prepare import prepare

ROOT = Path(__file__).parents[2]
PARAMS = yaml.safe_load((ROOT / "params.yaml").read_text())
BIOLOGY = {name: metric for name, metric in METRICS.items() if metric.group == "biology"}
FEWEST = 1000  # cells of which a tenth still has several of every type
each_dataset = pytest.mark.parametrize("dataset", PARAMS["datasets"])


@each_dataset
def test_labels_reach_the_end_of_every_metric_of_biology(dataset):
    """The control that stands for the best scores 0.99 or more in both views of the published scores."""
    for control in {metric.best_control for metric in BIOLOGY.values()}:
        record = read_json(ROOT / f"leaderboard/scores/{control}/{dataset}.json")
        found = {
            (view, name): value
            for view, values in record["views"].items()
            for name, value in values.items()
            if name in BIOLOGY and BIOLOGY[name].best_control == control and not isinstance(value, dict)
        }
        assert found
        too_few = {name for name in BIOLOGY if "tenth" in name and record["n_cells"] < FEWEST}
        assert not {key: value for key, value in found.items() if value < 0.99 and key[1] not in too_few}


@pytest.fixture(scope="module")
def real(tmp_path_factory):
    """Return a function that prepares a dataset and returns 700 of its cells with their truth."""

    def prepared(dataset):
        folder = tmp_path_factory.mktemp(dataset)
        given = {"dataset": dataset, "catalog": ROOT / "data/catalog.yaml", "seed": PARAMS["seed"]}
        fetch(**given, raw=folder / "raw.h5ad")
        files = {"truth": folder / "truth.parquet", "unintegrated": folder / "unintegrated.parquet"}
        rest = {"cells": folder / "cells.h5ad", "facts": folder / "facts.json"}
        prepare(**given, raw=folder / "raw.h5ad", **files, **rest)
        return read_evaluation(embedding=files["unintegrated"], **files).at_most(700, seed=0)

    return prepared


@pytest.mark.slow  # every metric of biology, thirteen times for each
@pytest.mark.parametrize("shown", ["vectors and labels that have nothing in common", "the number of the row"])
@each_dataset
def test_what_knows_nothing_of_labels_is_at_chance(real, dataset, shown):
    """Within five standard deviations of what permuted labels score, in every metric of biology.

    Rows come in an order that says nothing; in that of the labels their number would tell them.
    """
    cells, rng = real(dataset), np.random.default_rng(1)
    label = rng.permutation(cells.truth.label)
    rows = np.arange(float(len(label)))[:, None] * [1, 2]
    points = rows if shown == "the number of the row" else cells.points

    def scored(labels):
        found = compute(Cells(points, labels, cells.truth.batch, cells.truth.unintegrated), BIOLOGY)
        return [np.nan if value.value is None else value.value for value in found.values()]

    drawn = np.array([scored(rng.permutation(label)) for _ in range(12)])
    found, mean, sd = np.array(scored(label)), drawn.mean(axis=0), drawn.std(axis=0, ddof=1)
    mean[[name.startswith("ari") for name in BIOLOGY]] = 0  # where chance has a number of its own
    off = {
        name: (value, at, width)
        for name, value, at, width in zip(BIOLOGY, found, mean, sd, strict=True)
        if abs(value - at) > 5 * width + 1e-9
    }
    assert not off
