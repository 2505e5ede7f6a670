"""CiLISI: iLISI within each label, so that mixing different labels earns nothing."""

import numpy as np

from stages.metrics.arrays import Codes, Floats
from stages.metrics.distances import sweep
from stages.metrics.lisi import lisi, neighbour_weights
from stages.metrics.metric import Undefined
from stages.metrics.silhouette import batch_counts

_K, _PERPLEXITY_PER_K, _FEWEST = 90, 3, 10


def cilisi(points: Floats, label: Codes, batch: Codes, *, n_threads: int) -> float:
    """Return the mean over cells of the scaled LISI of batches among cells of the same label.

    Parameters
    ----------
    points
        (n_cells, n_dims), finite.
    label, batch
        (n_cells,) codes.
    n_threads
        Tiles of distances worked on at once.

    Returns
    -------
    float
        0: cells have their own batch around them; 1: all batches of their label, evenly.

    Raises
    ------
    Undefined
        If no label of 10 cells or more is in several batches.

    Notes
    -----
    M. Andreatta et al., Nat. Commun. 15 (2024). A label's neighbourhood is 90 cells, or all of its
    cells where it has fewer; the perplexity is a third of that.
    """
    counts = batch_counts(label, batch)
    several = ((counts > 0).sum(axis=1) > 1) & (counts.sum(axis=1) >= _FEWEST)
    several &= (counts > 0).sum(axis=1) < counts.sum(axis=1)
    if not several.any():
        raise Undefined(f"no label of {_FEWEST} cells or more has cells in two batches, two of them in one")
    members = (np.flatnonzero(label == code) for code in several.nonzero()[0])
    parts = [_of_label(points, batch, cells, n_threads) for cells in members]
    return float(min(max(np.concatenate(parts).mean(), 0.0), 1.0))


def _of_label(points: Floats, batch: Codes, cells: Codes, n_threads: int) -> Floats:
    """Return the scaled LISI (n_cells of the label,)."""
    codes = np.unique(batch[cells], return_inverse=True)[1]
    one = np.zeros(len(cells), dtype=np.intp)
    k = min(_K, len(cells))
    found = sweep(points[cells], one, one, k=k - 1, n_threads=n_threads).neighbours
    weights = neighbour_weights(found.distances, k // _PERPLEXITY_PER_K)
    scaled: Floats = (lisi(found, weights, codes) - 1) / codes.max()
    return scaled
