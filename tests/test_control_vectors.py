"""The vectors of the controls, without files."""

import numpy as np
import pytest

from stages.control_vectors import VECTORS
from stages.controls import CONTROLS

LABELS = np.arange(60) % 3
BATCHES = np.arange(60) // 30
POINTS = np.random.default_rng(0).normal(size=(60, 4)).astype(np.float32)


def test_every_control_has_its_vectors():
    """What the leaderboard shows can be made."""
    assert VECTORS.keys() == CONTROLS.keys()


@pytest.mark.parametrize("name", VECTORS)
def test_a_control_is_one_vector_per_cell_and_the_same_for_the_same_draws(name):
    """Single precision, as embeddings are stored; no state is left behind."""
    first, second = (VECTORS[name](LABELS, BATCHES, POINTS, np.random.default_rng(1)) for _ in range(2))
    assert first.shape[0] == 60
    assert first.dtype == np.float32
    assert np.array_equal(first, second)


def test_the_shuffle_within_labels_keeps_the_mean_of_each_label():
    """Vectors move inside a label and nowhere else."""
    moved = VECTORS["shuffle_within_label"](LABELS, BATCHES, POINTS, np.random.default_rng(1))
    for label in range(3):
        assert np.allclose(moved[label == LABELS].mean(axis=0), POINTS[label == LABELS].mean(axis=0))
    assert not np.array_equal(moved, POINTS)
