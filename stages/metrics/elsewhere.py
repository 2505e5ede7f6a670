"""The nearest cells of other groups: what a cell's label can be learned from without its own batch."""

import numpy as np

from stages.metrics.arrays import Codes, Floats, Indices
from stages.metrics.knn import Neighbours, TieOrder, nearest

_TILE = 1 << 22


def nearest_elsewhere(points: Floats, fold: Codes, known: Neighbours, k: int) -> Indices:
    """Return the k nearest cells of other folds, exactly, nearest first: (n_cells, k).

    Parameters
    ----------
    points
        (n_cells, n_dims), finite.
    fold
        (n_cells,) codes; at least k cells are outside of every fold.
    known
        The nearest other cells of any fold: where enough of them are of other folds, those are it.
    k
        How many.
    """
    other = fold[known.indices] != fold[:, None]
    chosen = np.argsort(~other, axis=1, kind="stable")[:, :k]
    found = np.take_along_axis(known.indices, chosen, axis=1)
    if found.shape[1] < k:  # a handful of cells
        found, short = np.zeros((len(points), k), dtype=np.intp), np.ones(len(points), dtype=bool)
    else:
        short = other.sum(axis=1) < k
    centred = points - np.median(points, axis=0)
    for code in np.unique(fold[short]):
        rows, columns = np.flatnonzero(short & (fold == code)), np.flatnonzero(fold != code)
        found[rows] = _search(centred, rows, columns, k)
    return found


def _search(points: Floats, rows: Indices, columns: Indices, k: int) -> Indices:
    norms = np.einsum("ij,ij->i", points, points)
    others, ties = points[columns].T, TieOrder(len(points), columns)
    size = max(32, _TILE // len(columns))
    parts = []
    for start in range(0, len(rows), size):
        block = rows[start : start + size]
        squared = norms[block, None] + norms[columns] - 2 * (points[block] @ others)
        parts.append(nearest(np.maximum(squared, 0).astype(np.float32), block, k, ties)[0])
    return np.concatenate(parts)
