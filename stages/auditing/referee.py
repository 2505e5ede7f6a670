"""Who is right where ours and the judge's value differ: the same definition by a third way."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
from scipy.optimize import brentq

from stages.auditing.judge import with_self
from stages.auditing.kbet_steps import kbet_steps
from stages.metrics.arrays import Codes, Floats
from stages.metrics.cells import KBET_K, LISI_K, Cells
from stages.metrics.lisi import clisi, ilisi
from stages.metrics.metric import Undefined

_PERPLEXITY = LISI_K // 3
_LOG_BETA = (-40.0, 80.0)


@dataclass(frozen=True, slots=True)
class Third:
    """A third computation.

    Attributes
    ----------
    value
        What it gives; None for a metric that has none.
    reason
        Why the judge differs, and how the third was made.
    measured
        What the judge gives with one cause after the other removed, where that was measured.
    """

    value: float | None = None
    reason: str = ""
    measured: str = ""


def referee(metric: str, cells: Cells) -> Third:
    """Return a third computation of a metric.

    Parameters
    ----------
    metric
        Name of the metric on which two values differ.
    cells
        An evaluation with truth.
    """
    if metric not in _THIRD:
        return Third()
    function, reason = _THIRD[metric]
    value, *measured = function(cells)
    return Third(value, reason, *measured)


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


def _lisi_of(score: Callable[..., float], group: str, cells: Cells) -> tuple[float]:
    neighbours = cells.neighbours(LISI_K)
    codes: Codes = getattr(cells, group)
    return (score(neighbours, rooted_weights(neighbours.distances), codes),)


def _kbet(cells: Cells) -> tuple[float, str]:
    return kbet_steps(with_self(cells.neighbours(KBET_K)), cells.label, cells.batch)


def _pcr(cells: Cells) -> tuple[float]:
    """Return PCR comparison by regressing every principal component, in double precision."""
    before, after = (_regressed(points, cells.batch) for points in (cells.unintegrated, cells.points))
    if before == 0:
        raise Undefined("nothing to remove")
    return (max(0.0, (before - after) / before),)


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
_DIFFUSION = (
    "the judge builds the transition matrix in single precision, where it is not symmetric, and starts its "
    "eigen-solver at random: the eigenvalue of the stationary state, which is 1, is rounded to 1 or below, "
    "and where below, that state is weighted by 1.7e7 and drowns all others; a small label leaves fewer "
    "diffusion components to the labels after it in the alphabet; and its search among them is approximate. "
    "Dense eigenvectors and all distances in double precision, label by label, give our value"
)
_TRACES = "in single precision the judge loses digits; its regression in double precision gives our value"
_THIRD: dict[str, tuple[Callable[[Cells], tuple[float] | tuple[float, str]], str]] = {
    "ilisi": (partial(_lisi_of, ilisi, "batch"), _SEARCH),
    "clisi": (partial(_lisi_of, clisi, "label"), _SEARCH),
    "kbet": (_kbet, _DIFFUSION),
    "pcr_comparison": (_pcr, _TRACES),
}
