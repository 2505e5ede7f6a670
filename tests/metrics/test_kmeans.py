"""k-means finds planted clusters and survives what breaks it."""

import numpy as np
import pytest

from stages.metrics.agreement import ari
from stages.metrics.kmeans import kmeans


def test_planted_clusters_are_found():
    """Ten starts; each is a clustering of every cell."""
    rng = np.random.default_rng(0)
    label = rng.integers(5, size=300)
    points = 10 * rng.standard_normal((5, 8))[label] + rng.standard_normal((300, 8))
    runs = kmeans(points, 5)
    assert runs.clusters.shape == (10, 300)
    assert runs.agreement(label, n_starts=10) == pytest.approx((1, 1))


def test_the_best_start_has_the_lowest_inertia():
    """Inertia is the sum of squared distances to the means of the clusters."""
    points = np.random.default_rng(0).standard_normal((200, 4))
    runs = kmeans(points, 6)
    means = [np.array([points[start == code].mean(axis=0) for code in range(6)]) for start in runs.clusters]
    sums = [((points - mean[start]) ** 2).sum() for mean, start in zip(means, runs.clusters, strict=True)]
    np.testing.assert_allclose(runs.inertia, sums, rtol=1e-4)


def test_the_first_starts_do_not_depend_on_how_many_follow():
    """The one start of scib-metrics is the first of ten."""
    points = np.random.default_rng(0).standard_normal((150, 4))
    np.testing.assert_array_equal(kmeans(points, 4, n_starts=1).clusters[0], kmeans(points, 4).clusters[0])


def test_fewer_distinct_vectors_than_clusters_leave_clusters_empty():
    """Three vectors and six clusters: the three are found."""
    label = np.arange(90) % 3
    runs = kmeans(np.eye(3)[label], 6)
    assert ari(runs.clusters[0], label) == 1


def test_one_cell_and_one_cluster_are_enough():
    """The smallest case of all."""
    assert kmeans(np.ones((1, 2)), 1).clusters.shape == (10, 1)
