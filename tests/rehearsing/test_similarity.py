"""A shift is measured in distances between cells, and neighbours survive what coordinates do not."""

import numpy as np

from stages.rehearsing.similarity import nearest, neighbours_kept, shift

RNG = np.random.default_rng(0)
VECTORS = RNG.normal(size=(200, 10)).astype(np.float32)


def test_a_shift_is_measured_in_distances_between_cells():
    """Scale plays no part: 0 is no change, 1 the distance to another cell."""
    moved = VECTORS + np.float32(1e-3)
    assert shift(VECTORS, VECTORS) == 0
    assert np.isclose(shift(VECTORS, moved), shift(1000 * VECTORS, 1000 * moved), rtol=1e-2)
    assert 0.5 < shift(VECTORS, VECTORS[::-1]) < 2


def test_coinciding_vectors_have_no_scale():
    """Any change of them is infinitely large, and so is one of dimensions."""
    same = np.ones((5, 2), np.float32)
    assert shift(same, same) == 0
    assert shift(same, same + 1) == np.inf
    assert shift(same, np.ones((5, 3), np.float32)) == np.inf


def test_neighbours_survive_a_rotation_and_no_shuffle():
    """All of them, or as many as by chance."""
    rotation, _ = np.linalg.qr(RNG.normal(size=(10, 10)))
    assert neighbours_kept(VECTORS, (VECTORS @ rotation).astype(np.float32)) > 0.99
    assert neighbours_kept(VECTORS, VECTORS[RNG.permutation(200)]) < 0.15


def test_no_cell_is_its_own_neighbour():
    """There are 15 others for each."""
    neighbours = nearest(VECTORS)
    assert neighbours.shape == (200, 15)
    assert not (neighbours == np.arange(200)[:, None]).any()
