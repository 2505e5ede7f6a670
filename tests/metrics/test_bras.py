"""BRAS in closed form is BRAS over all pairs."""

import numpy as np
import pytest
from sklearn.metrics import pairwise_distances

from stages.metrics.bras import bras
from stages.metrics.metric import Undefined


def over_pairs(points, label, batch):
    """Return BRAS by its definition."""
    means = []
    for code in np.unique(label):
        cells = np.flatnonzero(label == code)
        cosine = pairwise_distances(points[cells], metric="cosine")
        same = batch[cells][:, None] == batch[cells]
        own = same.sum(axis=1)
        within = (cosine * same).sum(axis=1) / np.maximum(own - 1, 1)
        between = (cosine * ~same).sum(axis=1) / (~same).sum(axis=1)
        samples = np.where(own > 1, (between - within) / np.maximum(between, within), 0)
        means.append(np.mean(1 - np.abs(samples)))
    return np.mean(means)


def test_closed_form_is_the_definition():
    """Also with a zero vector, which is at distance 1 from everything."""
    rng = np.random.default_rng(0)
    points, label = rng.standard_normal((120, 6)), rng.integers(3, size=120)
    batch = rng.integers(4, size=120)
    points[batch == 1] += 1
    assert bras(points, label, batch) == pytest.approx(over_pairs(points, label, batch), abs=1e-12)
    points[7] = 0
    assert bras(points, label, batch) == pytest.approx(over_pairs(points, label, batch), abs=0.01)


def test_separate_batches_are_0_and_overlapping_ones_1():
    """Batches on two axes; and every vector present in both batches."""
    label, batch = np.zeros(40, dtype=int), np.arange(40) % 2
    assert bras(np.eye(2)[batch], label, batch) == pytest.approx(0)
    both = np.repeat(np.random.default_rng(0).standard_normal((20, 3)), 2, axis=0)
    assert bras(both, label, batch) == pytest.approx(1, abs=0.1)


def test_scale_does_not_matter():
    """Neither norms of 1e30 nor of 1e-30."""
    rng = np.random.default_rng(0)
    points, label, batch = rng.standard_normal((60, 5)), rng.integers(2, size=60), rng.integers(2, size=60)
    for scale in (1e30, 1e-30):
        assert bras(points * scale, label, batch) == pytest.approx(bras(points, label, batch), abs=1e-12)


def test_batch_equal_to_label_is_undefined():
    """No label can be mixed."""
    label = np.array([0, 0, 1, 1])
    with pytest.raises(Undefined, match="no label has cells in two batches"):
        bras(np.arange(8.0).reshape(4, 2), label, label)
