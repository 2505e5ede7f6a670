"""How much the vectors of the same cells differ between two runs."""

import numpy as np
import numpy.typing as npt
from scipy.spatial.distance import cdist

Vectors = npt.NDArray[np.float32]

K = 15


def shift(first: Vectors, second: Vectors) -> float:
    """Return how far vectors moved: the 99th percentile over cells, in median distances between cells.

    0 means not at all; 1 that the farthest hundredth moved as far as another cell is away. Vectors that
    all coincide have no scale, and those of other dimensions no place: infinite, unless none moved.
    """
    if first.shape != second.shape:
        return float("inf")
    if np.array_equal(first, second):
        return 0.0
    moved = float(np.quantile(np.linalg.norm(first - second, axis=1), 0.99))
    scale = float(np.median(cdist(first, first)[np.triu_indices(len(first), 1)]))
    return moved / scale if scale else float("inf")


def neighbours_kept(first: Vectors, second: Vectors) -> float:
    """Return the share of a cell's 15 nearest neighbours that stay such, 0 to 1, mean over cells."""
    near = [nearest(vectors) for vectors in (first, second)]
    return float(np.mean([len(set(a) & set(b)) / K for a, b in zip(*near, strict=True)]))


def nearest(vectors: Vectors) -> npt.NDArray[np.int64]:
    """Return the 15 nearest other cells of each, (n_cells, 15)."""
    distances = cdist(vectors, vectors)
    np.fill_diagonal(distances, np.inf)  # no cell is its own neighbour
    neighbours: npt.NDArray[np.int64] = np.argsort(distances, axis=1, kind="stable")[:, :K]
    return neighbours
