"""One pass yields what a full distance matrix would, whatever the number of threads."""

from itertools import pairwise

import numpy as np
import pytest
from scipy.spatial.distance import cdist

from stages.metrics import distances
from stages.metrics.distances import sweep


@pytest.fixture
def cells():
    """Return points, labels and batches of 700 cells: several tiles."""
    rng = np.random.default_rng(0)
    return rng.standard_normal((700, 8)), rng.integers(5, size=700), rng.integers(3, size=700)


def test_sums_are_those_of_the_full_matrix(cells):
    """Per label, and per batch within one's own label."""
    points, label, batch = cells
    full = cdist(points, points)
    found = sweep(points, label, batch, k=5, n_threads=1)
    same = label[:, None] == label
    np.testing.assert_allclose(found.to_label, full @ np.eye(5)[label], rtol=1e-5)
    np.testing.assert_allclose(found.to_batch, (full * same) @ np.eye(3)[batch], rtol=1e-5)


def test_threads_change_no_bit(cells):
    """One tile never depends on another."""
    one, three = (sweep(*cells, k=14, n_threads=n) for n in (1, 3))
    np.testing.assert_array_equal(one.neighbours.indices, three.neighbours.indices)
    np.testing.assert_array_equal(one.neighbours.distances, three.neighbours.distances)
    np.testing.assert_array_equal(one.to_label, three.to_label)
    np.testing.assert_array_equal(one.to_batch, three.to_batch)


def test_tiles_cover_every_cell_once_and_stay_small():
    """Few cells make one tile; many cells make tiles of few rows."""
    assert list(distances._blocks(10)) == [(0, 10)]
    blocks = list(distances._blocks(100_000))
    assert blocks[0][0] == 0
    assert blocks[-1][1] == 100_000
    assert all(stop == start for (_, stop), (start, _) in pairwise(blocks))
    assert max(stop - start for start, stop in blocks) * 100_000 <= distances._TILE
