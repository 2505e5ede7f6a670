"""LISI counts groups in a neighbourhood, whatever the scale and the dimension."""

import numpy as np
import pytest

from stages.metrics.knn import Neighbours
from stages.metrics.lisi import clisi, ilisi, lisi, neighbour_weights
from stages.metrics.metric import Undefined

RNG = np.random.default_rng(0)


def _entropy(weights):
    return -(weights * np.log(np.where(weights > 0, weights, 1))).sum(axis=1)


@pytest.mark.parametrize("scale", [1e-30, 1e-6, 1, 1e6, 1e30])
@pytest.mark.parametrize("spread", [1e-5, 1e-2, 1, 100])
def test_weights_have_the_wanted_entropy(scale, spread):
    """Where distances concentrate, as in many dimensions, and where they do not."""
    distances = scale * np.sort(1 + spread * RNG.uniform(size=(50, 89)), axis=1)
    weights = neighbour_weights(distances, 30)
    np.testing.assert_allclose(weights.sum(axis=1), 1)
    np.testing.assert_allclose(_entropy(weights), np.log(30), atol=1e-8)


def test_more_ties_than_the_perplexity_share_the_weight():
    """40 neighbours at distance 0: no finite beta leaves an entropy of log 30."""
    distances = np.sort(np.r_[np.zeros(40), RNG.uniform(1, 2, 49)])[None]
    weights = neighbour_weights(distances, 30)
    np.testing.assert_array_equal(weights[0], np.r_[np.full(40, 1 / 40), np.zeros(49)])


def test_equal_distances_weigh_equally():
    """A neighbourhood on a sphere."""
    np.testing.assert_allclose(neighbour_weights(np.ones((3, 89)), 30), 1 / 89)


def test_one_far_neighbour_is_no_trouble():
    """An outlier among the neighbours of a small dataset."""
    distances = np.sort(np.r_[RNG.uniform(1, 2, 88), 1e12])[None]
    np.testing.assert_allclose(_entropy(neighbour_weights(distances, 30)), np.log(30), atol=1e-8)


def test_lisi_is_the_inverse_simpson_index():
    """Weights 1/2, 1/4, 1/4 on groups a, b, b: 1 / (1/4 + 1/4)."""
    neighbours = Neighbours(np.array([[1, 2, 3]] * 4), np.ones((4, 3)))
    weights = np.tile([0.5, 0.25, 0.25], (4, 1))
    np.testing.assert_allclose(lisi(neighbours, weights, np.array([0, 0, 1, 1])), 2)


def test_ends_of_the_scales():
    """One group around each cell, and both evenly."""
    even = Neighbours(np.tile([0, 1, 2, 3], (4, 1)), np.ones((4, 4)))
    own = Neighbours(np.array([[0, 1], [0, 1], [2, 3], [2, 3]]), np.ones((4, 2)))
    group = np.array([0, 0, 1, 1])
    assert ilisi(even, np.full((4, 4), 0.25), group) == 1
    assert clisi(even, np.full((4, 4), 0.25), group) == 0
    assert ilisi(own, np.full((4, 2), 0.5), group) == 0
    assert clisi(own, np.full((4, 2), 0.5), group) == 1


@pytest.mark.parametrize(
    ("score", "group", "reason"),
    [
        (ilisi, [0, 0, 0], "one batch"),
        (ilisi, [0, 1, 2], "every cell is a batch of its own"),
        (clisi, [0, 0, 0], "one label"),
    ],
)
def test_one_group_or_a_batch_per_cell_is_undefined(score, group, reason):
    """There is nothing to mix or to separate."""
    neighbours = Neighbours(np.zeros((3, 1), dtype=int), np.ones((3, 1)))
    with pytest.raises(Undefined, match=reason):
        score(neighbours, np.ones((3, 1)), np.array(group))
