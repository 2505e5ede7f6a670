"""Louvain clustering of the neighbour graph, at the resolution that agrees best with the labels."""

import random

import numpy as np
from scipy.sparse import csr_array, triu

from stages.metrics.agreement import ari, nmi
from stages.metrics.arrays import Codes
from stages.metrics.leiden import SEED, igraph

RESOLUTIONS = tuple(step / 10 for step in range(1, 21))  # 0.1, 0.2, ..., 2.0


def best_louvain(graph: csr_array, label: Codes) -> tuple[float, float]:
    """Return (NMI, ARI) of the resolution with the highest NMI among `RESOLUTIONS`.

    Parameters
    ----------
    graph
        Symmetric (n_cells, n_cells) graph; an edge is where it is not 0.
    label
        (n_cells,) codes.

    Notes
    -----
    Edges have no weights: that is the default of the function which scib calls for its `opt_louvain`.
    The labels choose the resolution: optimistic by design.
    V. D. Blondel et al., J. Stat. Mech. (2008); K. Z. Kedzierska et al., Genome Biol. 26:101 (2025).
    """
    partitions = louvain(graph)
    agreements = [nmi(label, partition) for partition in partitions]
    best = int(np.argmax(agreements))
    return agreements[best], ari(label, partitions[best])


def louvain(graph: csr_array) -> list[Codes]:
    """Return the clusters of each cell at every resolution, each started from the same seed."""
    upper = triu(graph, k=1).tocoo()
    order = np.lexsort((upper.col, upper.row))
    network = igraph.Graph(n=graph.shape[0], edges=np.column_stack([upper.row, upper.col])[order])
    return [_clusters(network, resolution) for resolution in RESOLUTIONS]


def _clusters(network: igraph.Graph, resolution: float) -> Codes:
    igraph.set_random_number_generator(random.Random(SEED))  # noqa: S311 - no secret
    return np.asarray(network.community_multilevel(resolution=resolution).membership, dtype=np.intp)
