"""Principal components are exact, in either shape, with one sign."""

import numpy as np
import pytest
from sklearn.decomposition import PCA

from stages.metrics.pca import principal_components


@pytest.mark.parametrize("shape", [(200, 60), (60, 200)])
def test_components_are_those_of_scikit_learn(shape):
    """Up to the sign, with more cells than dimensions and with fewer."""
    points = np.random.default_rng(0).standard_normal(shape) * np.linspace(1, 3, shape[1])
    ours = principal_components(points, 20)
    theirs = PCA(20, svd_solver="full").fit_transform(points)
    np.testing.assert_allclose(np.abs(ours), np.abs(theirs), atol=1e-8)


def test_signs_do_not_depend_on_the_solver():
    """The largest loading of every component is positive."""
    points = np.random.default_rng(0).standard_normal((80, 60))
    components = principal_components(points, 10)
    loadings = np.linalg.lstsq(components, points - points.mean(axis=0), rcond=None)[0]
    assert (loadings[np.arange(10), np.abs(loadings).argmax(axis=1)] > 0).all()


def test_fewer_cells_than_components_give_as_many_as_there_are_cells():
    """The distances between the cells are kept whole."""
    points = np.random.default_rng(0).standard_normal((10, 100))
    components = principal_components(points, 50)
    assert components.shape == (10, 10)
    np.testing.assert_allclose(
        np.linalg.norm(components[0] - components[1]), np.linalg.norm(points[0] - points[1])
    )
