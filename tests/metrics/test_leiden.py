"""Leiden at ten resolutions, from one seed."""

import numpy as np
from scipy.sparse import block_diag, csr_array

from stages.metrics.agreement import nmi
from stages.metrics.leiden import RESOLUTIONS, best_leiden, leiden


def blocks(sizes):
    """Return a graph of complete pieces."""
    return csr_array(block_diag([np.ones((size, size)) - np.eye(size) for size in sizes]))


def test_separate_pieces_are_clusters():
    """The best resolution recovers them; the coarsest does so too."""
    label = np.repeat([0, 1, 2], 20)
    assert best_leiden(blocks([20, 20, 20]), label) == (1, 1)
    assert nmi(leiden(blocks([20, 20, 20]))[0], label) == 1


def test_the_same_graph_gives_the_same_clusters_whatever_ran_before():
    """The generator of random numbers is set for each resolution."""
    rng = np.random.default_rng(0)
    upper = np.triu(rng.uniform(size=(60, 60)) < 0.2, k=1)
    graph = csr_array((upper | upper.T).astype(float))
    first = leiden(graph)
    assert len(first) == len(RESOLUTIONS) == 10
    np.testing.assert_array_equal(first, leiden(graph))


def test_a_graph_without_edges_is_a_cluster_per_cell():
    """No crash where nothing is connected."""
    assert len(np.unique(leiden(csr_array((5, 5)))[0])) == 5
