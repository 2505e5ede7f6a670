"""BRAS: the batch silhouette, repaired."""

import numpy as np

from stages.metrics.arrays import Codes, Floats
from stages.metrics.silhouette import batch_counts, contrast, mean_over_labels


def bras(points: Floats, label: Codes, batch: Codes) -> float:
    """Return the batch-removal-adapted silhouette.

    Like the batch silhouette, with cosine distance, and with the mean distance to all cells of other
    batches of the label in place of the nearest batch. The mean cosine distance to a group is
    1 - x . mean(y) over unit vectors, so that no pair of cells is visited.

    Parameters
    ----------
    points
        (n_cells, n_dims). The origin matters: cosine distances change under translation.
    label, batch
        (n_cells,) codes.

    Returns
    -------
    float
        0: the batches of every label lie apart; 1: they overlap.

    Raises
    ------
    Undefined
        If no label spans several batches.

    Notes
    -----
    P. Rautenstrauch and U. Ohler, Nat. Biotechnol. (2025). A zero vector is at distance 1 from
    everything, and a cell alone in its batch within its label counts as mixed, as in scib-metrics.
    """
    counts = batch_counts(label, batch)
    norms = np.linalg.norm(points, axis=1, keepdims=True)
    unit = np.divide(points, norms, out=np.zeros_like(points), where=norms > 0)
    group = label * counts.shape[1] + batch
    sums = _sums(unit, group, counts.size)  # (n_labels * n_batches, n_dims)
    of_label = sums.reshape(*counts.shape, -1).sum(axis=1)[label]
    own, other = counts[label, batch], counts.sum(axis=1)[label] - counts[label, batch]
    own_dot = np.einsum("ij,ij->i", unit, sums[group])
    other_dot = np.einsum("ij,ij->i", unit, of_label) - own_dot
    itself = np.where(norms[:, 0] > 0, 1.0, 0.0)
    within = 1 - (own_dot - itself) / np.maximum(own - 1, 1)
    between = 1 - other_dot / np.maximum(other, 1)
    samples = contrast(np.maximum(within, 0), np.maximum(between, 0), own)
    return mean_over_labels(1 - np.abs(samples), label, counts)


def _sums(unit: Floats, group: Codes, n_groups: int) -> Floats:
    order = np.argsort(group, kind="stable")
    present, starts = np.unique(group[order], return_index=True)
    sums = np.zeros((n_groups, unit.shape[1]))
    sums[present] = np.add.reduceat(unit[order], starts, axis=0)
    return sums
