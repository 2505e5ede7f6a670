"""One pass over the distances between all cells, shared by every metric that needs them.

Tiles of rows are squared distances by matrix multiplication in float64, rounded to float32: the
rounding error of the product is then far below the rounding, so equal distances stay equal. Each
tile is reduced at once to the nearest neighbours of its rows and to sums of distances per label and,
within a row's own label, per batch; memory stays at a few tiles. A tile never depends on another one:
the result is the same for any number of threads.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from stages.metrics.arrays import Codes, Floats, Indices
from stages.metrics.knn import Neighbours, TieOrder, nearest

_TILE = 1 << 22  # squared distances held at once by one thread
_NEGLIGIBLE = 1e-13  # of the squared norm: below what float32 vectors can tell apart


@dataclass(frozen=True, slots=True)
class Sweep:
    """What one pass yields.

    Attributes
    ----------
    neighbours
        The k nearest other cells of every cell.
    to_label
        (n_cells, n_labels): sum of distances to the cells of each label.
    to_batch
        (n_cells, n_batches): sum of distances to the cells of each batch that share the cell's label.
    to_any_batch
        (n_cells, n_batches): sum of distances to the cells of each batch, whatever their label.
    """

    neighbours: Neighbours
    to_label: Floats
    to_batch: Floats
    to_any_batch: Floats


def sweep(points: Floats, label: Codes, batch: Codes, *, k: int, n_threads: int) -> Sweep:
    """Pass once over all Euclidean distances between cells.

    Parameters
    ----------
    points
        (n_cells, n_dims), finite.
    label, batch
        (n_cells,) codes 0, 1, ..., each code taken by some cell.
    k
        Neighbours per cell, the cell itself excluded; less than n_cells.
    n_threads
        Tiles worked on at once; memory grows with it, the result does not change.
    """
    table = _Tiles(points, label, batch, k)
    blocks = zip(*_blocks(len(points)), strict=True)
    if n_threads == 1:  # a pool would cost more than a small pass
        parts = list(map(table.reduce, *blocks))
    else:
        with ThreadPoolExecutor(n_threads) as pool:
            parts = list(pool.map(table.reduce, *blocks))
    indices, distances, *sums = (np.concatenate(part) for part in zip(*parts, strict=True))
    return Sweep(Neighbours(indices, distances), *sums)


def _blocks(n_cells: int) -> Iterator[tuple[int, int]]:
    size = min(256, max(32, _TILE // n_cells))
    return ((start, min(start + size, n_cells)) for start in range(0, n_cells, size))


class _Tiles:
    """Squared distances to all cells, columns ordered by label and batch so that a group is a slice."""

    def __init__(self, points: Floats, label: Codes, batch: Codes, k: int) -> None:
        # An offset common to all cells costs digits; the median is not moved by an outlier.
        centred = points - np.median(points, axis=0)
        self._norms = np.einsum("ij,ij->i", centred, centred)
        self._rows = np.column_stack([-2 * centred, self._norms, np.ones(len(points))])
        self._columns = np.lexsort((batch, label))
        others = centred[self._columns]
        self._right = np.column_stack([others, np.ones(len(points)), self._norms[self._columns]]).T
        self._place = np.argsort(self._columns)  # cell -> its column
        self._ties = TieOrder(len(points), self._columns)
        self._label, self._k = label, k
        pair = np.stack([label, batch])[:, self._columns]
        self._starts = np.flatnonzero(np.r_[True, (np.diff(pair) != 0).any(axis=0)])
        self._group_label, group_batch = pair[:, self._starts]
        self._label_starts = np.flatnonzero(np.r_[True, np.diff(self._group_label) != 0])
        self._batch_of_group = np.eye(batch.max() + 1)[group_batch]  # (n_groups, n_batches)

    def reduce(self, start: int, stop: int) -> tuple[Indices, Floats, Floats, Floats, Floats]:
        """Return indices, distances and the three sums of rows start to stop."""
        squared = self._squared(start, stop)
        to_group = np.add.reduceat(np.sqrt(squared), self._starts, axis=1).astype(np.float64)
        to_label = np.add.reduceat(to_group, self._label_starts, axis=1)
        to_any_batch = to_group @ self._batch_of_group
        to_group *= self._group_label == self._label[start:stop, None]
        squared[np.arange(stop - start), self._place[start:stop]] = np.inf  # no cell is its own neighbour
        indices, nearest_squared = nearest(squared, np.arange(start, stop), self._k, self._ties)
        return indices, np.sqrt(nearest_squared), to_label, to_group @ self._batch_of_group, to_any_batch

    def _squared(self, start: int, stop: int) -> Floats:
        squared: Floats = (self._rows[start:stop] @ self._right).astype(np.float32)  # (rows, n_cells)
        floor = (_NEGLIGIBLE * self._norms[start:stop, None]).astype(np.float32)
        squared *= squared > floor
        return squared
