"""Silhouettes are scikit-learn's, and say when they mean nothing."""

import numpy as np
import pytest
from scipy.spatial.distance import cdist
from sklearn.metrics import silhouette_samples

from stages.metrics.metric import Undefined
from stages.metrics.silhouette import (
    isolated_labels,
    silhouette_batch,
    silhouette_label,
    silhouette_of_labels,
)


def _sums(points, label, batch):
    full = cdist(points, points)
    same = label[:, None] == label
    return full @ np.eye(label.max() + 1)[label], (full * same) @ np.eye(batch.max() + 1)[batch]


@pytest.fixture
def cells():
    """Return points, labels and batches; the last label has one cell."""
    rng = np.random.default_rng(0)
    label, batch = rng.integers(3, size=90), rng.integers(3, size=90)
    label[0] = 3
    return rng.standard_normal((90, 4)) + label[:, None], label, batch


def test_label_silhouettes_are_those_of_scikit_learn(cells):
    """A cell alone in its label has 0."""
    points, label, batch = cells
    ours = silhouette_of_labels(_sums(points, label, batch)[0], label)
    np.testing.assert_allclose(ours, silhouette_samples(points, label), atol=1e-12)
    assert ours[0] == 0


def test_batch_silhouettes_are_those_of_scikit_learn_within_each_label(cells):
    """Averaged over cells, then over labels of several batches."""
    points, label, batch = cells
    expected = [
        np.mean(1 - np.abs(silhouette_samples(points[label == code], batch[label == code])))
        for code in range(3)
    ]
    assert silhouette_batch(_sums(points, label, batch)[1], label, batch) == pytest.approx(np.mean(expected))


def test_isolated_labels_are_those_of_the_fewest_batches():
    """A label of one batch counts; labels of both do not, and neither does a label of one cell."""
    label = np.array([0, 0, 0, 1, 1, 1, 1, 2])
    batch = np.array([0, 0, 0, 0, 0, 1, 1, 1])
    points = np.array([0, 1, 2, 10, 11, 12, 13, 50.0])[:, None]
    to_label = _sums(points, label, batch)[0]
    expected = (silhouette_samples(points, label)[:3].mean() + 1) / 2
    assert isolated_labels(to_label, label, batch) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("label", "batch", "reason"),
    [
        ([0, 0, 0, 0], [0, 0, 1, 1], "all cells have one label"),
        ([0, 0, 1, 1], [0, 0, 0, 0], "one batch"),
        ([0, 1, 2, 3], [0, 0, 1, 1], "no label has two cells"),
    ],
)
def test_isolated_labels_say_why_there_is_no_value(label, batch, reason):
    """One label, one batch, labels of one cell."""
    label, batch = np.array(label), np.array(batch)
    to_label = _sums(np.arange(4.0)[:, None], label, batch)[0]
    with pytest.raises(Undefined, match=reason):
        isolated_labels(to_label, label, batch)


@pytest.mark.parametrize("batch", [[0, 0, 0, 0], [0, 0, 1, 1], [0, 1, 0, 1], [0, 1, 2, 3]])
def test_batch_silhouette_needs_a_label_that_can_be_mixed(batch):
    """One batch, batch equal to label, and a batch per cell of every label give none."""
    label, batch = np.array([0, 0, 1, 1]), np.array(batch)
    to_batch = _sums(np.arange(4.0)[:, None], label, batch)[1]
    with pytest.raises(Undefined, match="no label has cells in two batches"):
        silhouette_batch(to_batch, label, batch)


def test_silhouettes_hit_the_ends():
    """Two tight labels far apart: 1. Cells of one label amid the other: towards 0."""
    label, batch = np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1])
    apart = np.array([0, 0, 1, 1.0])[:, None]
    swapped = np.array([0, 1, 0, 1.0])[:, None]
    assert silhouette_label(_sums(apart, label, batch)[0], label) == 1
    assert silhouette_label(_sums(swapped, label, batch)[0], label) == 0.25
