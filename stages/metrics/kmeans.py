"""k-means with as many clusters as there are labels, from several starts at once."""

from dataclasses import dataclass

import numpy as np

from stages.metrics.agreement import ari, nmi
from stages.metrics.arrays import Codes, Floats
from stages.metrics.threefry import Words, gumbel, key_of, permutation, split

STARTS = 10
_SEED = 0
_STEPS = 300


@dataclass(frozen=True, slots=True)
class Runs:
    """Clusterings from several starts.

    Attributes
    ----------
    clusters
        (n_starts, n_cells) codes.
    inertia
        (n_starts,) sums of squared distances to the centroids.
    """

    clusters: Codes
    inertia: Floats

    def agreement(self, label: Codes, *, n_starts: int) -> tuple[float, float]:
        """Return (NMI, ARI) with labels of the start of lowest inertia among the first n_starts."""
        best = int(np.argmin(self.inertia[:n_starts]))
        return nmi(label, self.clusters[best]), ari(label, self.clusters[best])


def kmeans(points: Floats, k: int, *, n_starts: int = STARTS) -> Runs:
    """Cluster by Lloyd's algorithm from k-means++ starts.

    Parameters
    ----------
    points
        (n_cells, n_dims).
    k
        Number of clusters, at most n_cells.
    n_starts
        Start 0 is the one start of scib-metrics; starts 0 to 9 are its `n_init=10`.

    Notes
    -----
    The random numbers of scib-metrics at its fixed seed: the same starts, hence the same clusters. An
    empty cluster keeps its place with its centroid at the mean of all cells, as there.
    """
    centred = points.astype(np.float32)
    centred -= centred.mean(axis=0)
    return _lloyd(centred, centred[_plus_plus(centred, k, split(key_of(_SEED), n_starts))])


def _plus_plus(points: Floats, k: int, keys: Words) -> Codes:
    """Return k cells that lie apart for every key (n_starts, k): the best of a few candidates each time."""
    n_cells, n_starts = len(points), len(keys)
    norms = np.einsum("ij,ij->i", points, points)
    chosen = np.empty((n_starts, k), dtype=np.intp)
    chosen[:, 0] = [permutation(used, n_cells)[0] for used in split(keys)[:, 1]]
    nearest = _squared(points, norms, chosen[:, :1])[:, 0]  # (n_starts, n_cells)
    keys = split(keys)[:, 0]
    for step in range(1, k):
        used = split(keys)[:, 1]
        keys = split(keys)[:, 0]
        candidates = _draw(nearest, used, 2 + int(np.log(k)))
        closer = np.minimum(nearest[:, None], _squared(points, norms, candidates))
        best = closer.sum(axis=2).argmin(axis=1)
        each = np.arange(n_starts)
        nearest, chosen[:, step] = closer[each, best], candidates[each, best]
    return chosen


def _squared(points: Floats, norms: Floats, cells: Codes) -> Floats:
    """Return the squared distances of cells (n_starts, n) to all cells (n_starts, n, n_cells)."""
    flat = cells.ravel()
    squared = norms[flat][:, None] + norms - 2 * (points[flat] @ points.T)
    squared[np.arange(len(flat)), flat] = 0
    distances: Floats = np.maximum(squared, 0).reshape(*cells.shape, -1)
    return distances


def _draw(weights: Floats, keys: Words, n: int) -> Codes:
    """Return n cells (n_starts, n) without replacement, with chances in proportion to weights."""
    total = weights.sum(axis=1, keepdims=True)
    weights = np.where(total > 0, weights, 1)  # all distinct vectors are chosen already: any cell
    with np.errstate(divide="ignore"):  # log(0): never drawn
        noisy = gumbel(keys, weights.shape[1]) + np.log(weights / np.where(total > 0, total, 1))
    return np.argsort(-noisy, axis=1, kind="stable")[:, :n]


def _lloyd(points: Floats, centroids: Floats) -> Runs:
    n_starts, k, _ = centroids.shape
    clusters = np.full((n_starts, len(points)), -1)
    inertia = np.zeros(n_starts)
    norms = np.einsum("ij,ij->i", points, points, dtype=np.float64)
    active = np.arange(n_starts)
    for _ in range(_STEPS):
        moved, inertia[active] = _assign(points, norms, centroids[active])
        changed = (moved != clusters[active]).any(axis=1)
        clusters[active] = moved
        active = active[changed]
        if active.size == 0:
            break
        centroids[active] = _means(points, clusters[active], k)
    return Runs(clusters, inertia)


def _assign(points: Floats, norms: Floats, centroids: Floats) -> tuple[Codes, Floats]:
    """Return the nearest centroid of each cell and the sum of squared distances, start by start."""
    n_starts, k, n_dims = centroids.shape
    flat = centroids.reshape(-1, n_dims)
    half = np.einsum("ij,ij->i", flat, flat) / 2
    score = (half[:, None] - flat @ points.T).reshape(n_starts, k, -1)  # (d² - |x|²) / 2
    inertia = 2 * score.min(axis=1).sum(axis=1, dtype=np.float64) + norms.sum()
    return score.argmin(axis=1), inertia


def _means(points: Floats, clusters: Codes, k: int) -> Floats:
    members = clusters[:, None, :] == np.arange(k)[:, None]  # (n_starts, k, n_cells)
    sums = members.reshape(-1, len(points)).astype(np.float32) @ points
    counts = np.maximum(members.sum(axis=2), 1)
    means: Floats = sums.reshape(len(clusters), k, -1) / counts[:, :, None].astype(np.float32)
    return means
