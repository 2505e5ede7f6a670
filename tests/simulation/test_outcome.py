"""What is examined is what the pipeline publishes."""

import numpy as np
import pytest

from stages.metrics import METRICS
from stages.metrics.views import Truth, score_views
from stages.ranking.intervals import Sampling
from stages.simulation.outcome import Choices, _control, outcome

CHOICES = Choices(Sampling(3, 0.5), 10, {"biology": 0.6, "batch": 0.4})
N_CELLS = 300


@pytest.fixture(scope="module")
def made():
    """Return two embeddings of cells with three types and two batches, and their truth."""
    rng = np.random.default_rng(0)
    label, batch = np.arange(N_CELLS) % 3, rng.integers(2, size=N_CELLS)
    reference = rng.normal(size=(N_CELLS, 5)) + 3 * np.eye(5)[label] + 2 * np.eye(5)[batch + 3]
    better = reference - 1.5 * np.eye(5)[batch + 3]
    return {"one": reference, "two": better}, Truth(label, batch, reference)


@pytest.fixture(scope="module")
def found(made):
    """Return what is found about them."""
    return outcome(*made, CHOICES, np.random.default_rng(1))


def test_a_metric_and_its_interval_are_those_of_the_scores(made, found):
    """The same draws of the same cells."""
    embeddings, truth = made
    views = score_views(embeddings["two"], truth, seed=3, n_draws=10, draw_fraction=0.5, n_workers=1)
    for name in (name for name, metric in METRICS.items() if metric.drawn):
        value = views["native"][name]
        assert (found["two", name].value, found["two", name].low, found["two", name].high) == (
            value.value,
            value.low,
            value.high,
        )


def test_the_overall_score_is_the_weighted_mean_of_its_groups(found):
    """With the weights of the benchmark."""
    for name in ("one", "two"):
        biology, batch = (found[name, group].value for group in ("biology", "batch"))
        assert found[name, "overall"].value == pytest.approx(0.6 * biology + 0.4 * batch)


def test_the_difference_is_the_second_minus_the_first_and_tighter(found):
    """Paired on the same draws, so narrower than two intervals that know nothing of each other."""
    one, two, both = (found[name, "overall"] for name in ("one", "two", "difference"))
    assert both.value == pytest.approx(two.value - one.value)
    assert both.value > 0
    apart = np.hypot(one.high - one.low, two.high - two.low)
    assert both.high - both.low < apart


def test_without_draws_there_are_values_and_no_intervals(made):
    """As on the very large datasets."""
    found = outcome(*made, CHOICES.without_draws(), np.random.default_rng(1))
    assert all(one.low is None for one in found.values())
    assert found["one", "overall"].value is not None


def test_controls_are_scored_like_any_embedding(made):
    """Only the metrics whose ends they mark, with the values that scoring gives."""
    truth = made[1]
    vectors = np.eye(2)[truth.batch]
    found = _control("one_hot_batches", vectors, truth, ["ilisi", "pcr_comparison"], CHOICES)
    views = score_views(vectors, truth, seed=3, n_draws=0, draw_fraction=0.5, n_workers=1)
    assert set(found.views["pca50"]) == {"ilisi", "pcr_comparison"}
    assert all(value == views["pca50"][name] for name, value in found.views["pca50"].items())
