"""kBET from the judge's value to the defined one, step by step, each by what it changes."""

from types import SimpleNamespace
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_matrix

from stages.auditing.diffusion import dense_kbet, sizes_in_batches
from stages.auditing.judge import GIVEN_UP, judge_kbet
from stages.metrics.arrays import Codes

if TYPE_CHECKING:
    from scib_metrics.nearest_neighbors import NeighborsResults

N_STARTS = 10


def kbet_steps(found: "NeighborsResults", label: Codes, batch: Codes) -> tuple[float, str]:
    """Return the value of a third computation, and what the judge gives on the way to it.

    Parameters
    ----------
    found
        The 50 nearest of each cell, exactly, itself first.
    label, batch
        (n_cells,) codes.
    """
    graph = csr_matrix(found.knn_graph_connectivities, dtype=np.float64)
    value = dense_kbet(graph, label, batch)
    return value, (
        f"measured: as it is {_spread(found, label, batch)}, in double precision "
        f"{_mean([(graph, label, batch)])}, one label at a time {_mean(_apart(graph, label, batch))}, dense "
        f"and with all distances {value:.5f}"
    )


def _spread(found: "NeighborsResults", label: Codes, batch: Codes) -> str:
    """Return the least and the largest value over starts of the eigen-solver."""
    values = []
    for seed in range(N_STARTS):
        try:
            values.append(judge_kbet(found, label, batch, seed=seed))
        except GIVEN_UP:
            continue
    if not values:
        return "no value"
    return f"{min(values):.5f} to {max(values):.5f} over {len(values)} starts"


def _apart(graph: csr_matrix, label: Codes, batch: Codes) -> list[tuple[csr_matrix, Codes, Codes]]:
    """Return each label that the judge tests, as if there were no other."""
    return [
        (graph[members][:, members], label[members], batch[members])
        for members in (np.flatnonzero(label == code) for code in np.unique(label))
        if sizes_in_batches(batch[members]).size > 1 and len(members) >= 10  # noqa: PLR2004 - its own
    ]


def _mean(parts: list[tuple[csr_matrix, Codes, Codes]]) -> str:
    """Return the judge's mean over parts of the graph."""
    try:
        return f"{np.mean([judge_kbet(_given(graph), *truth) for graph, *truth in parts]):.5f}"
    except GIVEN_UP as error:
        return f"no value ({type(error).__name__})"


def _given(graph: csr_matrix) -> "NeighborsResults":
    """Return neighbours of which the judge's kBET reads the number of cells and the graph alone."""
    empty = np.empty((graph.shape[0], 0))
    return SimpleNamespace(indices=empty, knn_graph_connectivities=graph)
