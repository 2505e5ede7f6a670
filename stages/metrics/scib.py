"""The metrics of the pack `scib`, by name."""

from collections.abc import Callable

from stages.metrics.bras import bras
from stages.metrics.cells import GRAPH_K, LISI_K, Cells
from stages.metrics.cilisi import cilisi
from stages.metrics.connectivity import graph_connectivity
from stages.metrics.guards import several_batches, several_labels
from stages.metrics.kbet import kbet_per_label
from stages.metrics.kmeans import STARTS
from stages.metrics.lisi import clisi, ilisi
from stages.metrics.pcr import pcr_comparison, variance_explained
from stages.metrics.silhouette import isolated_labels, silhouette_batch, silhouette_label


def _nmi_leiden(cells: Cells) -> float:
    return several_labels(cells).leiden[0]


def _ari_leiden(cells: Cells) -> float:
    return several_labels(cells).leiden[1]


def _nmi_kmeans(cells: Cells) -> float:
    return several_labels(cells).kmeans.agreement(cells.label, n_starts=STARTS)[0]


def _ari_kmeans(cells: Cells) -> float:
    return several_labels(cells).kmeans.agreement(cells.label, n_starts=STARTS)[1]


def _nmi_kmeans_scib(cells: Cells) -> float:
    return several_labels(cells).kmeans.agreement(cells.label, n_starts=1)[0]


def _ari_kmeans_scib(cells: Cells) -> float:
    return several_labels(cells).kmeans.agreement(cells.label, n_starts=1)[1]


def _silhouette_label(cells: Cells) -> float:
    return silhouette_label(cells.distances.to_label, cells.label)


def _isolated_labels(cells: Cells) -> float:
    return isolated_labels(cells.distances.to_label, cells.label, cells.batch)


def _clisi(cells: Cells) -> float:
    return clisi(cells.neighbours(LISI_K), cells.lisi_weights, cells.label)


def _bras(cells: Cells) -> float:
    return bras(cells.points, cells.label, cells.batch)


def _silhouette_batch(cells: Cells) -> float:
    return silhouette_batch(cells.distances.to_batch, cells.label, cells.batch)


def _ilisi(cells: Cells) -> float:
    return ilisi(cells.neighbours(LISI_K), cells.lisi_weights, cells.batch)


def _cilisi(cells: Cells) -> float:
    return cilisi(cells.points, cells.label, cells.batch, n_threads=cells.n_threads)


def _kbet(cells: Cells) -> float:
    return kbet_per_label(cells.kbet_graph, cells.label, cells.batch)


def _graph_connectivity(cells: Cells) -> float:
    return graph_connectivity(cells.neighbours(GRAPH_K).indices, cells.label)


def _pcr_comparison(cells: Cells) -> float:
    n_batches = several_batches(cells)
    after = variance_explained(cells.points, cells.batch)
    return pcr_comparison(cells.pcr_before, after, chance=(n_batches - 1) / (len(cells.batch) - 1))


SCIB: dict[str, Callable[[Cells], float]] = {
    "nmi_leiden": _nmi_leiden,
    "ari_leiden": _ari_leiden,
    "nmi_kmeans": _nmi_kmeans,
    "ari_kmeans": _ari_kmeans,
    "nmi_kmeans_scib": _nmi_kmeans_scib,
    "ari_kmeans_scib": _ari_kmeans_scib,
    "silhouette_label": _silhouette_label,
    "isolated_labels": _isolated_labels,
    "clisi": _clisi,
    "bras": _bras,
    "silhouette_batch": _silhouette_batch,
    "ilisi": _ilisi,
    "cilisi": _cilisi,
    "kbet": _kbet,
    "graph_connectivity": _graph_connectivity,
    "pcr_comparison": _pcr_comparison,
}
