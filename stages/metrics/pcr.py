"""Principal component regression: the share of variance that batches explain."""

import numpy as np

from stages.metrics.arrays import Codes, Floats
from stages.metrics.metric import Undefined

_ABOVE_CHANCE = 2.0


def variance_explained(points: Floats, batch: Codes) -> float:
    """Return the share of the total variance that lies between batches.

    Regressing every principal component on the batches and averaging R² by the variance of the
    component, over all components, is the ratio of the between-batch to the total sum of squares:
    both are traces, which a rotation leaves alone. So no PCA is needed.

    Parameters
    ----------
    points
        (n_cells, n_dims), not all equal.
    batch
        (n_cells,) codes.

    Returns
    -------
    float
        0: batches share their mean; 1: cells differ by their batch alone.

    Examples
    --------
    >>> variance_explained(np.array([[0.0], [0.0], [1.0], [1.0]]), np.array([0, 0, 1, 1]))
    1.0
    """
    centred = points - points.mean(axis=0)
    counts = np.bincount(batch)
    order = np.argsort(batch, kind="stable")
    starts = np.cumsum(counts) - counts
    means = np.add.reduceat(centred[order], starts, axis=0) / counts[:, None]
    between = float((counts[:, None] * means**2).sum())
    return between / float((centred**2).sum())


def pcr_comparison(before: float, after: float, *, chance: float) -> float:
    """Return (before - after) / before, and 0 where the batches explain more afterwards.

    Parameters
    ----------
    before, after
        Variance explained by batches in the unintegrated data and in the embedding.
    chance
        Variance that batches without any effect explain on average: (n_batches - 1) / (n_cells - 1).

    Returns
    -------
    float
        0: as much as before, or more; 1: nothing left.

    Raises
    ------
    Undefined
        If batches explain no more than twice the chance level before: there is nothing to remove, and
        the ratio would be one of noise to noise. scib-metrics returns it: on lanes of one sample,
        where batches explain 1.09 % and chance 1.00 %, any value from 0 to 0.9.
    """
    if before <= _ABOVE_CHANCE * chance:
        raise Undefined(
            f"batches explain {before:.2%} of the variance of the unintegrated data, chance {chance:.2%}: "
            "there is no batch effect to remove"
        )
    return max(0.0, (before - after) / before)
