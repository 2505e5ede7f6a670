"""Intervals are centred on the value, as wide as draws say, and hold the truth as often as promised."""

import numpy as np
import pytest
from scipy.stats import t

from stages.ranking.intervals import ENOUGH_DATASETS, FEWEST_DRAWS, NO_ESTIMATE, Sampling, estimate

HALF = Sampling(seed=1, draw_fraction=0.5)
NONE = np.empty((0, 0))


def undrawn(values):
    """Return draws of nothing for as many datasets as there are values."""
    return np.empty((len(values), 0))


def test_half_of_the_cells_give_the_standard_error_as_it_is():
    """At m = n / 2 the factor sqrt(f / (1 - f)) is 1: the margin is t x the standard deviation."""
    draws = np.linspace(0.3, 0.5, 20)
    found = estimate(np.array([0.6]), draws[None, :], HALF)
    margin = t.ppf(0.975, 19) * draws.std(ddof=1)
    assert (found.value, found.low, found.high) == pytest.approx((0.6, 0.6 - margin, 0.6 + margin))


def test_the_interval_is_centred_on_all_cells_and_not_on_the_draws():
    """Metrics of neighbours depend on how many cells there are: the draws lie elsewhere."""
    found = estimate(np.array([0.9]), np.linspace(0.1, 0.2, 20)[None, :], HALF)
    assert (found.low + found.high) / 2 == pytest.approx(0.9)


def test_larger_subsamples_are_scaled_up():
    """At m = 0.8 n draws overlap so much that their spread is half the standard error."""
    draws = np.linspace(0.3, 0.5, 20)[None, :]
    half = estimate(np.array([0.6]), draws, HALF)
    most = estimate(np.array([0.6]), draws, Sampling(seed=1, draw_fraction=0.8))
    assert most.high - most.value == pytest.approx(2 * (half.high - half.value))


def test_few_datasets_are_averaged_draw_by_draw():
    """Draws that move against each other leave the mean where it is."""
    wave = np.linspace(-0.1, 0.1, 20)
    found = estimate(np.array([0.4, 0.6]), np.array([0.4 + wave, 0.6 - wave]), HALF)
    assert (found.value, found.low, found.high) == pytest.approx((0.5, 0.5, 0.5))


def test_a_dataset_without_a_value_is_left_out_and_counted_out():
    """The mean of a pair is over the datasets that both have."""
    values = np.array([0.4, np.nan])
    found = estimate(values, np.array([np.linspace(0, 1, 20), np.full(20, np.nan)]), HALF)
    assert found.value == pytest.approx(0.4)
    assert found.low is not None


def test_no_dataset_gives_no_estimate():
    """There is no mean of nothing."""
    assert estimate(np.array([np.nan]), undrawn([0]), HALF) == NO_ESTIMATE
    assert estimate(np.array([]), NONE, HALF) == NO_ESTIMATE


@pytest.mark.parametrize("n_draws", [0, 1, FEWEST_DRAWS - 1])
def test_too_few_draws_give_a_value_without_an_interval(n_draws):
    """A spread of a handful of numbers is a guess."""
    found = estimate(np.array([0.4]), np.full((1, n_draws), 0.5), HALF)
    assert (found.value, found.low, found.high) == (0.4, None, None)


def test_draws_that_are_undefined_do_not_count_towards_the_fewest():
    """Nine defined draws of twenty are nine."""
    draws = np.full((1, 20), np.nan)
    draws[0, : FEWEST_DRAWS - 1] = np.linspace(0, 1, FEWEST_DRAWS - 1)
    assert estimate(np.array([0.4]), draws, HALF).low is None
    draws[0, FEWEST_DRAWS - 1] = 0.5
    assert estimate(np.array([0.4]), draws, HALF).low is not None


def test_enough_datasets_are_resampled():
    """The bootstrap's error of a mean is s / sqrt(n), which 10,000 resamples hit within 3 %."""
    values = np.arange(ENOUGH_DATASETS) / 10
    found = estimate(values, undrawn(values), HALF)
    error = values.std(ddof=1) / np.sqrt(ENOUGH_DATASETS)
    margin = t.ppf(0.975, ENOUGH_DATASETS - 1) * error
    assert found.value == pytest.approx(0.35)
    assert found.high - found.value == pytest.approx(margin, rel=0.03)
    assert found.value - found.low == pytest.approx(found.high - found.value)


def test_one_dataset_less_than_enough_uses_cells():
    """Without draws of cells there is no interval."""
    values = np.arange(ENOUGH_DATASETS - 1) / 10
    assert estimate(values, undrawn(values), HALF).low is None


def test_the_same_seed_gives_the_same_interval_and_another_one_another():
    """Resamples are drawn from the seed, and shared by all submissions."""
    values = np.linspace(0, 1, 9)
    again = [estimate(values, undrawn(values), Sampling(seed, 0.5)) for seed in (1, 1, 2)]
    assert again[0] == again[1]
    assert again[0] != again[2]


def test_equal_scores_on_all_datasets_differ_by_exactly_nothing():
    """A copy of a submission is not surely better than the original."""
    found = estimate(np.zeros(12), undrawn(range(12)), HALF)
    assert (found.value, found.low, found.high) == (0.0, 0.0, 0.0)


@pytest.mark.parametrize("n_datasets", [ENOUGH_DATASETS, 20])
def test_intervals_over_datasets_contain_the_truth_19_times_in_20(n_datasets):
    """Datasets drawn from a population with mean 0: 95 % of the intervals hold it, within 2 %."""
    rng = np.random.default_rng(0)
    samples = rng.normal(size=(2000, n_datasets))
    found = [estimate(values, undrawn(values), HALF) for values in samples]
    assert np.mean([one.low <= 0 <= one.high for one in found]) == pytest.approx(0.95, abs=0.02)


def test_intervals_over_cells_contain_the_truth_19_times_in_20():
    """The mean of 400 cells, from 20 halves of them: 95 % of the intervals hold the population's mean."""
    rng = np.random.default_rng(0)
    held = []
    for _ in range(1000):
        cells = rng.normal(size=400)
        draws = [rng.permutation(cells)[:200].mean() for _ in range(20)]
        found = estimate(np.array([cells.mean()]), np.array([draws]), HALF)
        held.append(found.low <= 0 <= found.high)
    assert np.mean(held) == pytest.approx(0.95, abs=0.02)
