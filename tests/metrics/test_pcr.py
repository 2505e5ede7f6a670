"""Principal component regression without principal components."""

import numpy as np
import pytest
from sklearn.decomposition import PCA
from sklearn.linear_model import LinearRegression

from stages.metrics.metric import Undefined
from stages.metrics.pcr import pcr_comparison, variance_explained


def test_the_ratio_of_sums_of_squares_is_the_regression():
    """R² of each component on one-hot batches, weighted by its variance."""
    rng = np.random.default_rng(0)
    batch = rng.integers(4, size=200)
    points = rng.standard_normal((200, 12)) * np.arange(1, 13) + rng.standard_normal((4, 12))[batch]
    pca = PCA().fit(points)
    components, design = pca.transform(points), np.eye(4)[batch]
    r2 = [LinearRegression().fit(design, one).score(design, one) for one in components.T]
    expected = np.average(r2, weights=pca.explained_variance_)
    assert variance_explained(points, batch) == pytest.approx(expected, abs=1e-12)


def test_comparison_is_the_relative_loss_and_never_negative():
    """More batch variance than before counts as none removed."""
    assert pcr_comparison(0.4, 0.1, chance=0.01) == pytest.approx(0.75)
    assert pcr_comparison(0.4, 0.0, chance=0.01) == 1
    assert pcr_comparison(0.4, 0.9, chance=0.01) == 0


def test_without_a_batch_effect_there_is_nothing_to_remove():
    """Batches that explain what random ones would give no value."""
    with pytest.raises(Undefined, match=r"batches explain 1\.09% .* chance 1\.00%"):
        pcr_comparison(0.0109, 0.002, chance=0.01)
