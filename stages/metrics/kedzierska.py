"""The metrics of the pack `kedzierska2025`, by name, where no other pack has them."""

from collections.abc import Callable
from functools import partial

import numpy as np

from stages.metrics.cells import GRAPH_K, Cells
from stages.metrics.connectivity import graph_connectivity
from stages.metrics.guards import several_batches, several_labels
from stages.metrics.metric import Undefined
from stages.metrics.pcr import variance_explained
from stages.metrics.scib import SCIB
from stages.metrics.silhouette import silhouette_of_batches
from stages.metrics.uncertainty import draw_cells

_TENTHS, _TENTH, _TENTH_SEED = 10, 0.1, 0


def _nmi_louvain(cells: Cells) -> float:
    return several_labels(cells).louvain[0]


def _ari_louvain(cells: Cells) -> float:
    return several_labels(cells).louvain[1]


def _avg_bio(cells: Cells) -> float:
    mean = (_nmi_louvain(cells) + _ari_louvain(cells) + SCIB["silhouette_label"](cells)) / 3
    return max(0.0, mean)  # the ARI can be a little below 0


def _average_batch(cells: Cells) -> float:
    return (SCIB["pcr_comparison"](cells) + SCIB["silhouette_batch"](cells)) / 2


def _on_tenths(function: Callable[[Cells], float], cells: Cells) -> float:
    """Return the mean over subsamples; Undefined if it is on one of them, for a mean never skips."""
    tenths = draw_cells(len(cells.points), seed=_TENTH_SEED, n_draws=_TENTHS, fraction=_TENTH)
    return float(np.mean([_on_part(function, cells.part(tenth)) for tenth in tenths]))


def _on_part(function: Callable[[Cells], float], part: Cells) -> float:
    if part.reason:
        raise Undefined(f"in a tenth of the cells: {part.reason}")
    try:
        return function(part)
    except Undefined as undefined:
        raise Undefined(f"in a tenth of the cells: {undefined}") from undefined


def _graph_connectivity_undirected(cells: Cells) -> float:
    return graph_connectivity(cells.neighbours(GRAPH_K).indices, cells.label, connection="weak")


def _silhouette_all_batches(cells: Cells) -> float:
    return silhouette_of_batches(cells.distances.to_any_batch, cells.batch)


def _pcr_raw(cells: Cells) -> float:
    several_batches(cells)
    return variance_explained(cells.points, cells.batch)


KEDZIERSKA: dict[str, Callable[[Cells], float]] = {
    "nmi_louvain": _nmi_louvain,
    "ari_louvain": _ari_louvain,
    "avg_bio": _avg_bio,
    "avg_bio_tenth": partial(_on_tenths, _avg_bio),
    "graph_connectivity_undirected": _graph_connectivity_undirected,
    "silhouette_all_batches": _silhouette_all_batches,
    "pcr_raw": _pcr_raw,
    "average_batch": _average_batch,
    "average_batch_tenth": partial(_on_tenths, _average_batch),
}
