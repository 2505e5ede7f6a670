"""Draws are fixed subsets of cells, and intervals are as wide as they should be."""

import numpy as np
import pytest

from stages.metrics.uncertainty import draw_cells, interval


def test_draws_are_subsets_without_repeats():
    """Half of 101 cells, in ascending order."""
    for cells in draw_cells(101, seed=3, n_draws=5, fraction=0.5):
        assert len(cells) == 50
        assert (np.diff(cells) > 0).all()
        assert 0 <= cells[0] <= cells[-1] < 101


def test_draws_depend_on_seed_and_number_of_cells_alone():
    """More draws leave the first ones as they were; another seed changes them."""
    three, five = (draw_cells(50, seed=0, n_draws=n, fraction=0.5) for n in (3, 5))
    np.testing.assert_array_equal(three, five[:3])
    assert not np.array_equal(three, draw_cells(50, seed=1, n_draws=3, fraction=0.5))
    assert not np.array_equal(three[0], three[1])


@pytest.mark.parametrize("share", [0.2, 0.5, 0.8])
def test_intervals_of_a_mean_contain_the_truth_95_times_in_100(share):
    """500 datasets of 200 numbers with mean 0."""
    rng = np.random.default_rng(0)
    hits = 0
    for _ in range(500):
        sample = rng.standard_normal(200)
        draws = [sample[rng.choice(200, int(200 * share), replace=False)].mean() for _ in range(20)]
        low, high = interval(sample.mean(), draws, share=share)
        hits += low <= 0 <= high
    assert hits / 500 == pytest.approx(0.95, abs=0.03)


def test_without_enough_defined_draws_there_is_no_interval():
    """Half of them, and two at least."""
    assert interval(0.5, [0.4, None, None], share=0.5) is None
    assert interval(0.5, [0.4], share=0.5) is None
    assert interval(0.5, [], share=0.5) is None
    assert interval(0.5, [0.4, 0.6, None, None], share=0.5) is not None
