"""Neighbours are exact, and cells at equal distance are chosen fairly."""

import numpy as np
import pytest
from scipy.spatial.distance import cdist

from stages.metrics.distances import sweep


def _neighbours(points, k):
    one = np.zeros(len(points), dtype=np.intp)
    return sweep(points, one, one, k=k, n_threads=1).neighbours


@pytest.mark.parametrize(("n_cells", "n_dims", "k"), [(300, 5, 14), (300, 400, 89), (91, 3, 90), (2, 1, 1)])
def test_neighbours_are_those_of_all_distances(n_cells, n_dims, k):
    """The same cells at the same distances as a full matrix gives."""
    points = np.random.default_rng(0).standard_normal((n_cells, n_dims))
    full = cdist(points, points)
    np.fill_diagonal(full, np.inf)
    found = _neighbours(points, k)
    np.testing.assert_array_equal(found.indices, np.argsort(full, axis=1)[:, :k])
    np.testing.assert_allclose(found.distances, np.sort(full, axis=1)[:, :k], rtol=1e-6)


def test_no_cell_is_its_own_neighbour():
    """Not even among duplicates."""
    points = np.repeat(np.eye(4), 30, axis=0)
    assert not (_neighbours(points, 89).indices == np.arange(120)[:, None]).any()


def test_duplicates_are_at_distance_zero():
    """Rounding of the matrix product never separates equal vectors."""
    points = np.repeat(np.random.default_rng(0).standard_normal((20, 2000)), 10, axis=0)
    assert (_neighbours(points, 9).distances == 0).all()


def test_among_equals_every_cell_is_chosen_equally_often():
    """200 copies of one vector with 14 neighbours each: each copy is a neighbour 14 times."""
    points = np.r_[np.zeros((200, 3)), np.ones((50, 3))]
    chosen = _neighbours(points, 14).indices[:200]
    np.testing.assert_array_equal(np.bincount(chosen.ravel(), minlength=250)[:200], 14)


def test_among_equals_neighbours_are_a_fair_sample():
    """Half of the copies come first in the file; half of the neighbours are of these."""
    points = np.r_[np.zeros((400, 3)), np.ones((50, 3))]
    assert (_neighbours(points, 14).indices[:400] < 200).mean() == pytest.approx(0.5, abs=0.05)


def test_an_offset_costs_no_digits():
    """Cells far from the origin have the neighbours they have around it."""
    points = np.random.default_rng(0).standard_normal((200, 10))
    np.testing.assert_array_equal(_neighbours(points, 14).indices, _neighbours(points + 1e4, 14).indices)


def test_an_outlier_costs_no_digits():
    """One cell a hundred million times farther out leaves the others their neighbours."""
    points = np.random.default_rng(0).standard_normal((200, 10))
    far = np.r_[points, np.full((1, 10), 1e8)]
    np.testing.assert_array_equal(_neighbours(far / 1e8, 14).indices[:200], _neighbours(points, 14).indices)
