"""The weighted neighbour graph is a symmetric graph of strengths."""

import numpy as np
import pytest

from stages.metrics.distances import sweep
from stages.metrics.fuzzy import connectivities


def _graph(points, k=15):
    one = np.zeros(len(points), dtype=np.intp)
    return connectivities(sweep(points, one, one, k=k - 1, n_threads=1).neighbours)


def test_it_is_symmetric_with_strengths_from_0_to_1_and_no_loops():
    """The nearest neighbour of a cell is joined to it with strength 1."""
    found = _graph(np.random.default_rng(0).standard_normal((200, 5))).toarray()
    np.testing.assert_array_equal(found, found.T)
    assert found.min() == 0
    assert found.max() == pytest.approx(1)
    np.testing.assert_allclose(found.max(axis=1), 1, atol=1e-6)
    assert not np.diag(found).any()


def test_scale_changes_little():
    """The bandwidth follows the distances; only its search starts elsewhere."""
    points = np.random.default_rng(0).standard_normal((200, 5))
    for scale in (1e-6, 1e6):
        np.testing.assert_allclose(_graph(points * scale).toarray(), _graph(points).toarray(), atol=1e-3)


def test_duplicates_are_joined_with_full_strength():
    """Cells with no distance between them have no bandwidth."""
    found = _graph(np.repeat(np.eye(3), 40, axis=0))
    assert np.isfinite(found.data).all()
    np.testing.assert_array_equal(found.data, 1)
