"""The same metrics by scib-metrics, the judge of ours; slow, and never part of scoring."""

import math
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import linalg

from stages.metrics.arrays import Codes, Floats
from stages.metrics.cells import GRAPH_K, KBET_K, LISI_K
from stages.metrics.knn import Neighbours
from stages.records import MetricValue

if TYPE_CHECKING:
    from scib_metrics.nearest_neighbors import NeighborsResults

GIVEN_UP = (ArithmeticError, RuntimeError, ValueError)  # what its solvers end with on some controls
_ROUNDING = 1e-5  # of distances in single precision


def judge(points: Floats, label: Codes, batch: Codes, unintegrated: Floats) -> Mapping[str, MetricValue]:
    """Return what scib-metrics finds for the metrics of the `scib` pack that need no neighbours.

    Parameters
    ----------
    points
        (n_cells, n_dims) float32, more than 90 cells.
    label, batch
        (n_cells,) names.
    unintegrated
        (n_cells, n_components).

    Returns
    -------
    Mapping
        metric -> value; undefined where the library stops with an error or returns no finite number.

    Notes
    -----
    `nmi_kmeans` and `ari_kmeans` come from its k-means with `n_init=10`, which its own metric leaves
    at 1. The rest is as in its `Benchmarker`.
    """
    import scib_metrics as scib  # noqa: PLC0415 - seconds that only the judge costs

    points = np.array(points, dtype=np.float32)  # its k-means works in place
    return {
        **_pair("kmeans", partial(_ten_starts, points, label)),
        **_pair("kmeans_scib", partial(scib.nmi_ari_cluster_labels_kmeans, points, label)),
        "silhouette_label": _value(partial(scib.silhouette_label, points, label)),
        "isolated_labels": _value(partial(scib.isolated_labels, points, label, batch)),
        "bras": _value(partial(scib.bras, points, label, batch)),
        "silhouette_batch": _value(partial(scib.silhouette_batch, points, label, batch)),
        "pcr_comparison": _value(partial(scib.pcr_comparison, unintegrated, points, batch, categorical=True)),
    }


def judge_neighbours(found: "NeighborsResults", label: Codes, batch: Codes) -> Mapping[str, MetricValue]:
    """Return what scib-metrics makes of the neighbours of each cell: 90, 50 and 15 of them.

    Parameters
    ----------
    found
        The 90 nearest of each cell, itself first: `with_self` of exact ones, or its own `search`.
    label, batch
        (n_cells,) names.

    Returns
    -------
    Mapping
        metric -> value; undefined where the library stops with an error or returns no finite number.
    """
    import scib_metrics as scib  # noqa: PLC0415 - seconds that only the judge costs

    graph = found.subset_neighbors(GRAPH_K)
    return {
        **_pair("leiden", partial(scib.nmi_ari_cluster_labels_leiden, graph, label)),
        "clisi": _value(partial(scib.clisi_knn, found, label)),
        "ilisi": _value(partial(scib.ilisi_knn, found, batch)),
        "kbet": _value(partial(judge_kbet, found.subset_neighbors(KBET_K), label, batch)),
        "graph_connectivity": _value(partial(scib.graph_connectivity, graph, label)),
    }


def judge_kbet(found: "NeighborsResults", label: Codes, batch: Codes, *, seed: int = 0) -> float:
    """Return kBET by scib-metrics, its eigen-solver started from a seed.

    It starts anywhere otherwise, which moves the value: no two audits would be alike.

    Parameters
    ----------
    found
        The 50 nearest of each cell, itself first.
    label, batch
        (n_cells,) names or codes.
    seed
        Of the vector that the eigen-solver starts with.
    """
    import scib_metrics as scib  # noqa: PLC0415 - seconds that only the judge costs

    with _started(seed):
        return float(scib.kbet_per_label(found, batch, label))


@contextmanager
def _started(seed: int) -> Iterator[None]:
    original = linalg.eigsh
    linalg.eigsh = partial(original, rng=seed)
    try:
        yield
    finally:
        linalg.eigsh = original


def search(points: Floats) -> "NeighborsResults":
    """Return the neighbours that its `Benchmarker` finds: by pynndescent, approximately."""
    from scib_metrics.nearest_neighbors import pynndescent  # noqa: PLC0415

    return pynndescent(np.array(points, dtype=np.float32), n_neighbors=LISI_K, random_state=0)


def recall(found: "NeighborsResults", exact: "NeighborsResults") -> float:
    """Return the share of neighbours that are as near as the exact ones, 0 to 1; ties count as found."""
    reach = exact.distances[:, -1:] * (1 + _ROUNDING)
    near = (found.distances[:, 1:] <= reach) & (found.indices[:, 1:] >= 0)
    return float(near.mean())


def _ten_starts(points: Floats, label: Codes) -> Mapping[str, float]:
    from scib_metrics.utils import KMeans  # noqa: PLC0415
    from sklearn.metrics import adjusted_rand_score, normalized_mutual_info_score  # noqa: PLC0415

    clusters = KMeans(len(np.unique(label)), n_init=10).fit(points).labels_
    return {
        "nmi": normalized_mutual_info_score(label, clusters),
        "ari": adjusted_rand_score(label, clusters),
    }


def _pair(suffix: str, function: Callable[[], Mapping[str, float]]) -> dict[str, MetricValue]:
    try:
        both = function()
    except GIVEN_UP as error:
        missing = MetricValue.undefined(f"the judge stops with {type(error).__name__}")
        return dict.fromkeys((f"nmi_{suffix}", f"ari_{suffix}"), missing)
    return {f"{name}_{suffix}": MetricValue(float(both[name])) for name in ("nmi", "ari")}


def _value(function: Callable[[], float]) -> MetricValue:
    """Return a value, or why the judge has none: on the controls some of its solvers give up."""
    try:
        value = float(function())
    except GIVEN_UP as error:
        return MetricValue.undefined(f"the judge stops with {type(error).__name__}")
    return MetricValue(value) if math.isfinite(value) else MetricValue.undefined(f"the judge returns {value}")


def with_self(neighbours: Neighbours, unit: float = 1.0) -> "NeighborsResults":
    """Return neighbours as scib-metrics has them: a cell is the first of its own.

    Its LISI depends on the unit of the embedding, so distances are given back in it: `unit` times ours.
    """
    from scib_metrics.nearest_neighbors import NeighborsResults  # noqa: PLC0415

    n_cells = len(neighbours.indices)
    distances = np.column_stack([np.zeros(n_cells), unit * neighbours.distances])
    return NeighborsResults(
        indices=np.column_stack([np.arange(n_cells), neighbours.indices]),
        distances=distances.astype(np.float32),
    )
