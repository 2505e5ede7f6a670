"""LISI: how many batches, or labels, a neighbourhood effectively holds."""

import numpy as np

from stages.metrics.arrays import Codes, Floats
from stages.metrics.knn import Neighbours
from stages.metrics.metric import Undefined

_STEPS = 200
_TOLERANCE = 1e-9  # of the entropy
_TIED = 1e-12
_FLAT = 1e-9  # a slope that gives no direction


def neighbour_weights(distances: Floats, perplexity: float) -> Floats:
    """Return the weights exp(-beta d), normalised, whose entropy is log(perplexity) in every row.

    Parameters
    ----------
    distances
        (n_cells, k) distances to neighbours, ascending, k greater than the perplexity.
    perplexity
        Effective number of neighbours.

    Returns
    -------
    ndarray
        (n_cells, k), rows sum to 1. If more neighbours than the perplexity are tied at the smallest
        distance no beta reaches it: they share the weight equally, which is the limit.

    Notes
    -----
    The entropy falls as beta grows, so a bracketed Newton iteration on log(beta) always finds the
    root. scib-metrics takes exp(-beta d) in single precision and subtracts no distance first: where
    cells are far and nearly equally far, as in many dimensions, the weights sink to the smallest numbers
    there are and lose their digits, for 8-15 % of the cells in high-dimensional noise. At norms of 1e18
    it returns values below 0.
    """
    excess = distances - distances[:, :1]
    scale = excess.mean(axis=1, keepdims=True)
    tied = excess <= _TIED * np.maximum(scale, distances[:, :1])
    hopeless = tied.sum(axis=1) >= perplexity
    weights: Floats = tied / tied.sum(axis=1, keepdims=True)
    rows = np.flatnonzero(~hopeless)
    weights[rows] = _solve(excess[rows] / scale[rows], np.log(perplexity))
    return weights


def _solve(excess: Floats, target: float) -> Floats:
    n_cells = len(excess)
    low, high = np.full(n_cells, -30.0), np.full(n_cells, 60.0)  # bracket of log(beta)
    log_beta = np.zeros(n_cells)
    weights = np.empty_like(excess)
    active = np.arange(n_cells)
    for _ in range(_STEPS):
        gap, slope, weights[active] = _entropy_gap(excess[active], log_beta[active], target)
        open_ = np.abs(gap) > _TOLERANCE
        if not open_.any():
            break
        active = active[open_]
        log_beta[active], low[active], high[active] = _step(
            log_beta[active], gap[open_], slope[open_], low[active], high[active]
        )
    return weights


def _entropy_gap(excess: Floats, log_beta: Floats, target: float) -> tuple[Floats, Floats, Floats]:
    """Return entropy - target, its derivative by log(beta), and the weights."""
    beta = np.exp(log_beta)[:, None]
    weights = np.exp(-beta * excess)
    total = weights.sum(axis=1, keepdims=True)
    weights /= total
    mean = (weights * excess).sum(axis=1, keepdims=True)
    variance = (weights * (excess - mean) ** 2).sum(axis=1)
    gap = np.log(total[:, 0]) + (beta * mean)[:, 0] - target
    return gap, -(beta[:, 0] ** 2) * variance, weights


def _step(
    here: Floats, gap: Floats, slope: Floats, low: Floats, high: Floats
) -> tuple[Floats, Floats, Floats]:
    """Narrow the bracket, then step by Newton where that stays inside it, else halve it."""
    too_even = gap > 0  # beta must grow
    low, high = np.where(too_even, here, low), np.where(too_even, high, here)
    newton = here - np.divide(gap, slope, out=np.full_like(gap, np.inf), where=slope < -_FLAT)
    inside = (newton > low) & (newton < high)
    return np.where(inside, newton, (low + high) / 2), low, high


def lisi(neighbours: Neighbours, weights: Floats, group: Codes) -> Floats:
    """Return the inverse Simpson index of the groups around each cell: 1 to the number of groups.

    Parameters
    ----------
    neighbours
        The k nearest other cells.
    weights
        (n_cells, k), from `neighbour_weights`.
    group
        (n_cells,) codes.

    Notes
    -----
    I. Korsunsky et al., Nat. Methods 16 (2019).
    """
    n_cells, n_groups = len(group), int(group.max()) + 1
    cell = np.arange(n_cells)[:, None] * n_groups
    flat = (cell + group[neighbours.indices]).ravel()
    shares = np.bincount(flat, weights=weights.ravel(), minlength=n_cells * n_groups)
    effective: Floats = 1 / (shares.reshape(n_cells, n_groups) ** 2).sum(axis=1)
    return effective


def ilisi(neighbours: Neighbours, weights: Floats, batch: Codes) -> float:
    """Return the median LISI of batches, scaled: 0: one batch around a cell; 1: all batches evenly.

    Raises
    ------
    Undefined
        With one batch, or a batch per cell.
    """
    n_batches = int(batch.max()) + 1
    if n_batches == 1:
        raise Undefined("all cells are in one batch")
    if n_batches == len(batch):
        raise Undefined("every cell is a batch of its own")
    return _share(float(np.median(lisi(neighbours, weights, batch))) - 1, n_batches)


def clisi(neighbours: Neighbours, weights: Floats, label: Codes) -> float:
    """Return the median LISI of labels, scaled and turned: 0: all labels evenly; 1: one's own alone.

    Raises
    ------
    Undefined
        With one label.
    """
    n_labels = int(label.max()) + 1
    if n_labels == 1:
        raise Undefined("all cells have one label")
    return _share(n_labels - float(np.median(lisi(neighbours, weights, label))), n_labels)


def _share(part: float, n_groups: int) -> float:
    """Return part / (n_groups - 1), which rounding may have moved past 0 or 1."""
    return float(min(max(part / (n_groups - 1), 0.0), 1.0))
