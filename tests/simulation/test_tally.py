"""Counting intervals."""

import numpy as np
import pytest

from stages.ranking.intervals import NO_ESTIMATE, Estimate
from stages.simulation.tally import mean_value, share, tally


def test_intervals_that_hold_the_truth_are_counted():
    """Their ends belong to them."""
    estimates = [Estimate(0.5, 0.4, 0.6), Estimate(0.7, 0.6, 0.8), Estimate(0.9, 0.8, 1.0)]
    found = tally(estimates, 0.6)
    assert (found.n_intervals, found.n_holding) == (3, 2)
    assert found.coverage == pytest.approx(2 / 3)
    assert found.mean == pytest.approx(0.7)
    assert found.spread == pytest.approx(0.2)
    assert found.margin == pytest.approx(0.1)


def test_a_value_without_an_interval_covers_nothing():
    """It is in the mean, and the number of intervals says that it had none."""
    found = tally([Estimate(0.5, None, None), Estimate(0.7, 0.6, 0.8), NO_ESTIMATE], 0.7)
    assert (found.n_intervals, found.n_holding) == (1, 1)
    assert found.mean == pytest.approx(0.6)


def test_without_a_truth_there_is_nothing_to_hold():
    """A score that is undefined everywhere has no coverage, and it is not zero."""
    found = tally([NO_ESTIMATE, NO_ESTIMATE], mean_value([NO_ESTIMATE]))
    assert found.coverage is None
    assert found.spread is None
    assert found.n_intervals == 0


def test_the_interval_of_a_share_holds_it_as_often_as_it_says():
    """Of 95 % in 200 trials: 94 to 97 times out of a hundred, over many repetitions."""
    parts = np.random.default_rng(0).binomial(200, 0.95, size=4000)
    ends = [share(int(part), 200)[1:] for part in parts]
    assert 0.94 < np.mean([low <= 0.95 <= high for low, high in ends]) < 0.97


def test_a_share_of_all_is_not_certain():
    """200 of 200 leaves room for less than 1."""
    value, low, high = share(200, 200)
    assert value == 1
    assert 0.97 < low < 1
    assert high == pytest.approx(1)
