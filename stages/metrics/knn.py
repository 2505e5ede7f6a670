"""The k nearest other cells, exactly, with a fair order among cells at equal distance.

Equal distances are common in the embeddings that matter least and mislead most: one-hot vectors,
collapsed models, duplicated cells. Breaking such ties by position would make the first cells of a
file everyone's neighbours. Here cell i prefers, among equals, the cells that follow it on a fixed
pseudo-random circle: every cell is then chosen equally often, and among duplicates the neighbours are
a fair sample of them.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from stages.metrics.arrays import Floats, Indices

_CIRCLE_SEED = 0
_LOW = np.uint64(0xFFFFFFFF)
_HALF = np.uint64(32)


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The k nearest other cells of every cell, nearest first.

    Attributes
    ----------
    indices
        (n_cells, k); no cell is its own neighbour.
    distances
        (n_cells, k), ascending.
    """

    indices: Indices
    distances: Floats

    def first(self, k: int) -> "Neighbours":
        """Return the k nearest of these."""
        return Neighbours(self.indices[:, :k], self.distances[:, :k])


class TieOrder:
    """The circle on which ties are broken, for rows in cell order and columns in another one."""

    def __init__(self, n_cells: int, columns: Indices) -> None:
        self._at = np.random.default_rng(_CIRCLE_SEED).permutation(n_cells)  # place -> cell
        self._place = np.argsort(self._at)  # cell -> place on the circle
        self._column_place = self._place[columns]

    def keys(self, squared: Floats, row: Indices, column: Indices) -> npt.NDArray[np.uint64]:
        """Return integers that sort by float32 distance first and by the circle second."""
        steps = (self._column_place[column] - self._place[row]) % len(self._place)
        # Non-negative floats sort like their bits.
        return (squared.view(np.uint32).astype(np.uint64) << _HALF) | steps.astype(np.uint64)

    def decode(self, keys: npt.NDArray[np.uint64], row: Indices) -> tuple[Indices, Floats]:
        """Return the cells and squared distances behind keys."""
        steps = (keys & _LOW).astype(np.intp)
        cells = self._at[(steps + self._place[row]) % len(self._place)]
        return cells, (keys >> _HALF).astype(np.uint32).view(np.float32)


def nearest(squared: Floats, cells: Indices, k: int, ties: TieOrder) -> tuple[Indices, Floats]:
    """Return the indices and squared distances of the k nearest of each row, nearest first.

    Parameters
    ----------
    squared
        (n_rows, n_columns) float32, infinite where a cell meets itself.
    cells
        (n_rows,) the cell of each row.
    k
        At most the number of finite distances in a row.
    ties
        The order among equals; it also knows which cell a column is.
    """
    n_rows, n_columns = squared.shape
    bound = np.partition(squared, k - 1, axis=1)[:, k - 1, None]
    row, column = np.divmod(np.flatnonzero(squared <= bound), n_columns)
    keys = ties.keys(squared[row, column], cells[row], column)
    counts = np.bincount(row, minlength=n_rows)
    if counts.max() > k:  # ties at the boundary
        parts = np.split(keys, np.cumsum(counts)[:-1])
        keys = np.concatenate([np.partition(part, k - 1)[:k] for part in parts])
    keys = np.sort(keys.reshape(n_rows, k), axis=1)
    return ties.decode(keys, cells[:, None])
