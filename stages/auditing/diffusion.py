"""kBET by a third way: dense, in double precision, every distance, one label after the other."""

import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components
from scipy.spatial.distance import cdist
from scipy.stats import chi2

from stages.metrics.arrays import Codes, Floats, Indices

_COMPONENTS, _LEVEL = 100, 0.05
_STEADY = _ALIKE = 1 - 1e-9


def dense_kbet(graph: csr_matrix, label: Codes, batch: Codes) -> float:
    """Return kBET per label as scib-metrics defines it, by the plainest steps there are.

    Parameters
    ----------
    graph
        (n_cells, n_cells) symmetric connectivities of 50 neighbours; whatever their precision, every step
        after them is double.
    label, batch
        (n_cells,) codes.

    Notes
    -----
    All eigenvectors of the dense matrix; the 100 of largest magnitude with all that tie with the last,
    fewer where a label has fewer cells, whatever the labels before it had; all distances between the
    cells of a label, among which those that agree to single precision are ties, broken on the circle of
    `stages.metrics.knn`. The labels that count are ours: more cells than a neighbourhood has others.
    """
    scores = [
        _of_label(graph[members][:, members].toarray().astype(np.float64), batch[members])
        for members in (np.flatnonzero(label == code) for code in np.unique(label))
        if sizes_in_batches(batch[members]).size > 1 and len(members) > _size(batch[members])
    ]
    return float(np.mean(scores))


def sizes_in_batches(batch: Codes) -> Indices:
    """Return the number of cells in each batch there is."""
    return np.unique(batch, return_counts=True)[1]


def _size(batch: Codes) -> int:
    """Return the size of a neighbourhood: a quarter of the mean batch, from 10 to 70."""
    return int(np.clip(np.floor(sizes_in_batches(batch).mean() / 4), 10, 70))


def _of_label(graph: Floats, batch: Codes) -> float:
    k = _size(batch)
    _, piece = connected_components(graph, directed=False)
    large = np.isin(piece, np.flatnonzero(np.bincount(piece) >= 3 * k)) | (piece.max() == 0)
    if large.mean() < 0.75:  # noqa: PLR2004 - the definition's
        return 0.0
    found = _nearest(_coordinates(graph[np.ix_(large, large)]), k)
    names, codes = np.unique(batch[large], return_inverse=True)
    if len(names) == 1:
        return 0.0
    expected = np.bincount(codes) / len(codes) * (k + 1)
    observed = np.array([np.bincount(row, minlength=len(names)) for row in codes[found]])
    statistic = ((observed - expected) ** 2 / expected).sum(axis=1)
    return float((chi2.sf(statistic, len(names) - 1) >= _LEVEL).mean())


def _coordinates(graph: Floats) -> Floats:
    """Return the diffusion coordinates of each cell (n_cells, n_components)."""
    density = graph.sum(axis=0)
    kernel = graph / np.outer(density, density)
    root = np.sqrt(kernel.sum(axis=0))
    values, vectors = np.linalg.eigh(kernel / np.outer(root, root))
    size = np.abs(values)
    last = np.sort(size)[::-1][min(_COMPONENTS, len(graph) - 1) - 1]
    values, vectors = values[size >= _ALIKE * last], vectors[:, size >= _ALIKE * last]
    return np.asarray(vectors * [1 if one > _STEADY else one / (1 - one) for one in values])


def _nearest(points: Floats, k: int) -> Indices:
    """Return each cell and its k nearest others (n_cells, k + 1)."""
    squared = cdist(points, points, "sqeuclidean").astype(np.float32)
    np.fill_diagonal(squared, -1)  # first of its own
    n_cells = len(points)
    place = np.argsort(np.random.default_rng(0).permutation(n_cells))
    steps = (place[None, :] - place[:, None]) % n_cells
    return np.array([np.lexsort((steps[i], squared[i]))[: k + 1] for i in range(n_cells)])
