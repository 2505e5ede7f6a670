"""Leiden at ten resolutions, from one seed."""

import random

import numpy as np
import pytest
from planted_cells import plant
from scipy.sparse import block_diag, csr_array, triu

from stages.metrics.agreement import nmi
from stages.metrics.cells import Cells
from stages.metrics.leiden import RESOLUTIONS, SEED, best_leiden, igraph, leiden


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


def twice(graph):
    """Return the clusters where each edge is there twice, as scanpy and scib-metrics have it."""
    upper = triu(graph, k=1).tocsr().tocoo()
    edges, weights = np.column_stack([upper.row, upper.col]), upper.data.astype(float)
    network = igraph.Graph(n=graph.shape[0], edges=np.repeat(edges, 2, axis=0).tolist())
    found = []
    for resolution in RESOLUTIONS:
        igraph.set_random_number_generator(random.Random(SEED))  # noqa: S311 - no secret
        clusters = network.community_leiden(
            objective_function="modularity", weights=np.repeat(weights, 2).tolist(), resolution=resolution
        )
        found.append(clusters.membership)
    return found


@pytest.mark.parametrize("labels", [0.0, 2.0, 4.0])
def test_an_edge_of_twice_the_weight_gives_the_clusters_of_an_edge_twice(labels):
    """At every resolution, cell by cell, whether there is anything to find or not."""
    cells = plant(300, 10, labels=labels, batches=1.0)
    graph = Cells(cells.points, cells.label, cells.batch, cells.unintegrated).graph
    np.testing.assert_array_equal(leiden(graph), twice(graph))


def test_an_edge_twice_makes_no_difference_among_ties():
    """All weights equal, on a graph drawn at random and on complete pieces."""
    upper = np.triu(np.random.default_rng(1).uniform(size=(80, 80)) < 0.1, k=1)
    for graph in (csr_array((upper | upper.T).astype(float)), blocks([20, 20, 20])):
        np.testing.assert_array_equal(leiden(graph), twice(graph))
