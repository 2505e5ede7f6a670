"""Louvain finds planted groups, and the resolution counts."""

import numpy as np
import pytest

from stages.metrics.agreement import nmi
from stages.metrics.distances import sweep
from stages.metrics.fuzzy import connectivities
from stages.metrics.louvain import RESOLUTIONS, best_louvain, louvain


def _graph(points, k=15):
    one = np.zeros(len(points), dtype=int)
    return connectivities(sweep(points, one, one, k=k - 1, n_threads=1).neighbours)


@pytest.fixture
def groups():
    """Return a graph of five groups that touch, and the group of each cell."""
    rng = np.random.default_rng(0)
    label = np.arange(300) % 5
    return _graph(3.5 * rng.standard_normal((5, 4))[label] + rng.standard_normal((300, 4))), label


def test_twenty_resolutions_as_in_the_paper():
    """0.1 to 2.0."""
    assert pytest.approx(np.linspace(0.1, 2, 20)) == RESOLUTIONS


def test_more_resolution_more_clusters(groups):
    """The parameter does what it should: igraph's function takes it, scanpy does not pass it on."""
    sizes = [len(np.unique(partition)) for partition in louvain(groups[0])]
    assert sizes[0] < sizes[-1]


def test_the_best_resolution_is_kept(groups):
    """Its NMI is the highest, and the ARI is of the same clusters."""
    graph, label = groups
    best, index = best_louvain(graph, label)
    assert best == max(nmi(label, partition) for partition in louvain(graph))
    assert 0.5 < index <= 1


def test_the_same_graph_gives_the_same_clusters(groups):
    """Each resolution starts from the same seed."""
    np.testing.assert_array_equal(louvain(groups[0]), louvain(groups[0]))


def test_weights_do_not_count(groups):
    """An edge is an edge, as scib has it."""
    graph, label = groups
    assert best_louvain(graph > 0, label) == best_louvain(graph, label)
