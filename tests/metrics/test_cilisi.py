"""CiLISI mixes batches within labels only."""

import numpy as np
import pytest

from stages.metrics.cilisi import cilisi
from stages.metrics.metric import Undefined


@pytest.fixture
def cells():
    """Return points, labels and batches without any relation."""
    rng = np.random.default_rng(0)
    return rng.standard_normal((600, 5)), np.arange(600) % 2, rng.integers(3, size=600)


def test_batches_without_effect_are_mixed(cells):
    """Near its ceiling: 30 effective neighbours of three batches are never quite even."""
    assert cilisi(*cells, n_threads=1) > 0.78


def test_separated_batches_are_not(cells):
    """0, also where labels lie on top of each other."""
    points, label, batch = cells
    assert cilisi(points + 100 * batch[:, None], label, batch, n_threads=1) == 0


def test_mixing_labels_earns_nothing(cells):
    """Batches that differ in labels alone: iLISI would reward that labels overlap, this does not."""
    points, label, batch = cells
    apart, together = points + 100 * label[:, None], points
    assert cilisi(apart, label, batch, n_threads=1) == pytest.approx(
        cilisi(together, label, batch, n_threads=1), abs=1e-6
    )


def test_labels_of_few_cells_or_one_batch_are_left_out(cells):
    """They do not change the mean."""
    points, label, batch = cells
    label, batch = label.copy(), batch.copy()
    label[:9], label[9:60], batch[9:60] = 2, 3, 0
    kept = label < 2
    alone = cilisi(points[kept], label[kept], batch[kept], n_threads=1)
    assert cilisi(points, label, batch, n_threads=1) == pytest.approx(alone)


def test_without_a_label_in_two_batches_there_is_no_value(cells):
    """Nor with a batch per cell."""
    points, label, _ = cells
    for batch in (label, np.arange(600)):
        with pytest.raises(Undefined, match="no label of 10 cells or more"):
            cilisi(points, label, batch, n_threads=1)
