"""The weighted neighbour graph of UMAP, which clustering and kBET walk on."""

import numpy as np
from scipy.sparse import csr_array

from stages.metrics.arrays import Floats
from stages.metrics.knn import Neighbours

_STEPS = 64
_TOLERANCE = 1e-5
_SMALLEST = 1e-3  # least bandwidth, as a share of the mean distance


def connectivities(neighbours: Neighbours) -> csr_array:
    """Return the symmetric (n_cells, n_cells) graph of membership strengths, 0 to 1.

    Parameters
    ----------
    neighbours
        The k - 1 nearest other cells; a cell counts as the first of its own k neighbours.

    Notes
    -----
    L. McInnes et al., arXiv:1802.03426: exp(-(d - rho) / sigma), rho the nearest positive distance,
    sigma such that the strengths of a cell sum to log2(k); a + b - ab joins both directions. Strengths
    are single precision as in umap-learn, so that clusterings of the graph can be compared cell by cell.
    """
    distances = neighbours.distances.astype(np.float32)
    n_cells, k_others = distances.shape
    positive = np.where(distances > 0, distances, np.inf)
    rho = positive.min(axis=1)
    rho[np.isinf(rho)] = 0
    excess = distances - rho[:, None]
    sigma = np.maximum(_bandwidths(excess, np.log2(k_others + 1)), _floor(distances, rho))
    # Where sigma is 0 every excess is 0 too.
    strength = np.exp(-np.maximum(excess, 0) / np.where(sigma > 0, sigma, 1)[:, None]).astype(np.float32)
    row_ends = np.arange(0, n_cells * k_others + 1, k_others)
    directed = csr_array((strength.ravel(), neighbours.indices.ravel(), row_ends), shape=(n_cells, n_cells))
    directed.sort_indices()
    directed.eliminate_zeros()
    other = directed.T.tocsr()
    joined = csr_array(directed + other - directed * other)
    joined.eliminate_zeros()
    joined.sort_indices()
    return joined


def _floor(distances: Floats, rho: Floats) -> Floats:
    means = distances.sum(axis=1) / (distances.shape[1] + 1)  # a cell is at distance 0 from itself
    floor: Floats = _SMALLEST * np.where(rho > 0, means, means.mean())
    return floor


def _bandwidths(excess: Floats, target: float) -> Floats:
    """Return sigma with sum(exp(-excess / sigma)) = target by bisection, row by row."""
    n_cells = len(excess)
    low, high, middle = np.zeros(n_cells), np.full(n_cells, np.inf), np.ones(n_cells)
    active = np.arange(n_cells)
    excess = np.maximum(excess, 0)
    for _ in range(_STEPS):
        total = np.exp(-excess[active] / middle[active, None]).sum(axis=1)
        open_ = np.abs(total - target) >= _TOLERANCE
        active, too_wide = active[open_], total[open_] > target
        if active.size == 0:
            break
        high[active[too_wide]] = middle[active[too_wide]]
        low[active[~too_wide]] = middle[active[~too_wide]]
        bounded = np.isfinite(high[active])
        middle[active] = np.where(bounded, (low[active] + high[active]) / 2, 2 * middle[active])
    return middle
