"""Who is right where ours and the judge's value differ: the same definition by a third way."""

from collections.abc import Callable
from functools import partial
from types import SimpleNamespace

import numpy as np
from scipy.optimize import brentq
from scipy.sparse import csr_matrix

from stages.auditing.judge import with_self
from stages.metrics.arrays import Codes, Floats
from stages.metrics.cells import KBET_K, LISI_K, Cells
from stages.metrics.lisi import clisi, ilisi
from stages.metrics.metric import Undefined

_PERPLEXITY = LISI_K // 3
_LOG_BETA = (-40.0, 80.0)


def referee(metric: str, cells: Cells) -> tuple[float | None, str]:
    """Return the value of a third computation, and how it was made.

    Parameters
    ----------
    metric
        Name of the metric on which two values differ.
    cells
        An evaluation with truth.

    Returns
    -------
    tuple
        (None, "") for a metric that has no third computation.
    """
    if metric not in _THIRD:
        return None, ""
    function, reason = _THIRD[metric]
    return function(cells), reason


def rooted_weights(distances: Floats) -> Floats:
    """Return the LISI weights (n_cells, k) by Brent's root search, one cell after the other."""
    return np.array([_weights(row) for row in distances.astype(np.float64)])


def _weights(distances: Floats) -> Floats:
    excess = distances - distances[0]
    scale = float(excess.mean())
    nearest = excess <= 1e-12 * max(scale, float(distances[0]))
    if nearest.sum() >= _PERPLEXITY:  # no root: the limit
        return np.asarray(nearest / nearest.sum())
    root = brentq(partial(_gap, excess / scale), *_LOG_BETA, xtol=1e-14, rtol=1e-14)
    weights = np.exp(-np.exp(root) * excess / scale)
    return np.asarray(weights / weights.sum())


def _gap(excess: Floats, log_beta: float) -> float:
    """Return the entropy of the weights less log(perplexity)."""
    weights = np.exp(-np.exp(log_beta) * excess)
    weights = weights / weights.sum()
    weights = weights[weights > 0]
    return float(-(weights * np.log(weights)).sum() - np.log(_PERPLEXITY))


def _lisi_of(score: Callable[..., float], group: str, cells: Cells) -> float:
    neighbours = cells.neighbours(LISI_K)
    codes: Codes = getattr(cells, group)
    return score(neighbours, rooted_weights(neighbours.distances), codes)


def _kbet(cells: Cells) -> float:
    """Return kBET by the judge's own steps, its graph handed over in double precision."""
    import scib_metrics as scib  # noqa: PLC0415 - seconds that only the judge costs

    found = with_self(cells.neighbours(KBET_K))
    graph = csr_matrix(found.knn_graph_connectivities, dtype=np.float64)
    in_double = SimpleNamespace(indices=found.indices, knn_graph_connectivities=graph)
    return float(scib.kbet_per_label(in_double, cells.batch, cells.label))


def _pcr(cells: Cells) -> float:
    """Return PCR comparison by regressing every principal component, in double precision."""
    before, after = (_regressed(points, cells.batch) for points in (cells.unintegrated, cells.points))
    if before == 0:
        raise Undefined("nothing to remove")
    return max(0.0, (before - after) / before)


def _regressed(points: Floats, batch: Codes) -> float:
    centred = points - points.mean(axis=0)
    left, spread, _ = np.linalg.svd(centred, full_matrices=False)
    design = np.eye(batch.max() + 1)[batch]
    fitted = design @ np.linalg.lstsq(design, left, rcond=None)[0]
    explained = (fitted**2).sum(axis=0)  # of components of length 1
    return float((spread**2 * explained).sum() / (spread**2).sum())


_SEARCH = (
    "the judge takes exp(-beta d) in single precision without subtracting the nearest distance first: where "
    "cells are far and nearly equally far, the weights sink to the smallest numbers there are and lose their "
    "digits; Brent's root search of the same equation in double precision, cell by cell, gives our value"
)
_STATIONARY = (
    "the judge builds the transition matrix in single precision, which mistakes the weight of the "
    "stationary state; its own steps in double precision give our value"
)
_TRACES = "in single precision the judge loses digits; its regression in double precision gives our value"
_THIRD: dict[str, tuple[Callable[[Cells], float], str]] = {
    "ilisi": (partial(_lisi_of, ilisi, "batch"), _SEARCH),
    "clisi": (partial(_lisi_of, clisi, "label"), _SEARCH),
    "kbet": (_kbet, _STATIONARY),
    "pcr_comparison": (_pcr, _TRACES),
}
