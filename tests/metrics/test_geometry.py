"""Shapes that are known give the numbers that they must."""

import numpy as np
import pytest

from stages.metrics.geometry import anisotropy, effective_rank, hubness, participation_ratio, variances
from stages.metrics.metric import Undefined


@pytest.fixture
def cloud():
    """Return 5,000 cells of equal spread in 8 dimensions."""
    return np.random.default_rng(0).standard_normal((5000, 8))


def test_a_round_cloud_has_as_many_dimensions_as_it_has(cloud):
    """By both measures."""
    spectrum = variances(cloud)
    assert participation_ratio(spectrum) == pytest.approx(8, abs=0.1)
    assert effective_rank(spectrum) == pytest.approx(8, abs=0.1)


def test_a_line_has_one_dimension():
    """However many are written down, and wherever it lies."""
    line = np.outer(np.arange(10.0), np.ones(40)) + 5
    assert participation_ratio(variances(line)) == pytest.approx(1)
    assert effective_rank(variances(line)) == pytest.approx(1)


def test_more_dimensions_than_cells(cloud):
    """The variances are those of the cells among themselves."""
    wide = np.hstack([cloud[:20], np.zeros((20, 30))])
    assert participation_ratio(variances(wide)) == pytest.approx(participation_ratio(variances(cloud[:20])))


def test_anisotropy_is_the_mean_cosine_of_pairs(cloud):
    """Counted pair by pair."""
    points = cloud[:50] + 1
    units = points / np.linalg.norm(points, axis=1, keepdims=True)
    pairs = (units @ units.T)[~np.eye(50, dtype=bool)]
    assert anisotropy(points) == pytest.approx(pairs.mean())
    assert anisotropy(cloud) == pytest.approx(0, abs=0.01)
    assert anisotropy(cloud + 100) == pytest.approx(1, abs=0.01)


def test_a_cell_at_the_origin_has_no_direction(cloud):
    """A mean of the others would leave it out silently."""
    cloud[3] = 0
    with pytest.raises(Undefined, match="1 cells have a vector of zeros"):
        anisotropy(cloud)


def test_hubness_is_the_skewness_of_being_chosen():
    """One cell that everybody chooses; nobody preferred."""
    star = np.zeros((10, 1), dtype=int)
    assert hubness(star) == pytest.approx(8 / 3)  # (1 - 2p) / sqrt(p (1 - p)), p = 1 / 10
    ring = (np.arange(10)[:, None] + 1) % 10
    assert hubness(ring) == 0
