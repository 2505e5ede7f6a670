"""Leiden clustering of the neighbour graph, at the resolution that agrees best with the labels."""

import random
import sys

import numpy as np
from scipy.sparse import csr_array, triu

from stages.metrics.agreement import ari, nmi
from stages.metrics.arrays import Codes

# igraph loads matplotlib if it finds it, which doubles the time a scoring process takes to start.
_HIDDEN = "matplotlib" not in sys.modules
if _HIDDEN:
    sys.modules["matplotlib"] = None  # type: ignore[assignment]  # how Python marks what cannot be imported
import igraph  # noqa: E402 - between the two

if _HIDDEN:
    del sys.modules["matplotlib"]

__all__ = ["RESOLUTIONS", "SEED", "best_leiden", "igraph", "leiden"]

RESOLUTIONS = tuple(step / 5 for step in range(1, 11))  # 0.2, 0.4, ..., 2.0
SEED = 42


def best_leiden(graph: csr_array, label: Codes) -> tuple[float, float]:
    """Return (NMI, ARI) of the resolution with the highest NMI among `RESOLUTIONS`.

    Parameters
    ----------
    graph
        Symmetric (n_cells, n_cells) weights.
    label
        (n_cells,) codes.

    Notes
    -----
    The labels choose the resolution: optimistic by design. Same seed, same clusters as scib-metrics.
    V. A. Traag et al., Sci. Rep. 9 (2019).
    """
    partitions = leiden(graph)
    agreements = [nmi(label, partition) for partition in partitions]
    best = int(np.argmax(agreements))
    return agreements[best], ari(label, partitions[best])


def leiden(graph: csr_array) -> list[Codes]:
    """Return the clusters of each cell at every resolution, each started from the same seed."""
    upper = triu(graph, k=1).tocoo()
    order = np.lexsort((upper.col, upper.row))
    edges = np.column_stack([upper.row, upper.col])[order].astype(np.int64)
    # scanpy and scib-metrics have each edge twice. One of twice the weight moves cells alike in half the
    # time: sums differ in their rounding alone, and a test holds the clusters of both against each other.
    weights = (2 * upper.data[order].astype(np.float64)).tolist()
    network = igraph.Graph(n=graph.shape[0], edges=edges)
    return [_clusters(network, weights, resolution) for resolution in RESOLUTIONS]


def _clusters(network: igraph.Graph, weights: list[float], resolution: float) -> Codes:
    igraph.set_random_number_generator(random.Random(SEED))  # noqa: S311 - no secret
    clusters = network.community_leiden(
        objective_function="modularity", weights=weights, resolution=resolution
    )
    return np.asarray(clusters.membership, dtype=np.intp)
