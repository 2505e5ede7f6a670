"""What the rehearsal measures: how far vectors moved, and which neighbours they kept."""

from pathlib import Path

import numpy as np

from stages.rehearsal import N_CELLS, Rehearsal, neighbours_kept, shift
from stages.submission import read_submission

RNG = np.random.default_rng(0)
VECTORS = RNG.normal(size=(200, 10)).astype(np.float32)


def test_a_shift_is_measured_in_distances_between_cells():
    """Scale plays no part: 0 is no change, 1 the distance to another cell."""
    moved = VECTORS + np.float32(1e-3)
    assert shift(VECTORS, VECTORS) == 0
    assert np.isclose(shift(VECTORS, moved), shift(1000 * VECTORS, 1000 * moved), rtol=1e-2)
    assert 0.5 < shift(VECTORS, VECTORS[::-1]) < 2


def test_coinciding_vectors_have_no_scale():
    """Any change of them is infinitely large."""
    same = np.ones((5, 2), np.float32)
    assert shift(same, same) == 0
    assert shift(same, same + 1) == np.inf


def test_neighbours_survive_a_rotation_and_no_shuffle():
    """All of them, or as many as by chance."""
    rotation, _ = np.linalg.qr(RNG.normal(size=(10, 10)))
    assert neighbours_kept(VECTORS, (VECTORS @ rotation).astype(np.float32)) > 0.99
    assert neighbours_kept(VECTORS, VECTORS[RNG.permutation(200)]) < 0.15


def test_the_cells_come_with_the_environment(new_submission):
    """Real cells in several batches, the same for one seed, and of more than one type."""
    folder = new_submission()

    def cells(seed):
        return Rehearsal(read_submission(folder), folder, Path("weights"), seed).cells

    assert cells(0).n_obs == N_CELLS
    assert list(cells(0).obs_names) == list(cells(0).obs_names)
    assert list(cells(0).obs_names) != list(cells(1).obs_names)
    assert cells(0).obs["batch"].nunique() == 8
    assert cells(0).obs["label"].nunique() > 5
