"""The nearest cells of other folds are exact, whether or not they were among the nearest at all."""

import numpy as np
import pytest

from stages.metrics.distances import sweep
from stages.metrics.elsewhere import nearest_elsewhere


@pytest.mark.parametrize("shift", [0.0, 2.0, 100.0])
@pytest.mark.parametrize("n_cells", [20, 200])
def test_they_are_those_of_a_full_search(shift, n_cells):
    """Folds that overlap, touch, and lie apart; few cells, too."""
    rng = np.random.default_rng(0)
    fold = np.arange(n_cells) % 3
    points = rng.standard_normal((n_cells, 6)) + shift * fold[:, None]
    one = np.zeros(n_cells, dtype=int)
    known = sweep(points, one, one, k=min(30, n_cells - 1), n_threads=1).neighbours
    distances = np.linalg.norm(points[:, None] - points, axis=2)
    distances[fold[:, None] == fold] = np.inf
    np.testing.assert_array_equal(nearest_elsewhere(points, fold, known, 7), np.argsort(distances)[:, :7])
