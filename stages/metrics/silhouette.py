"""Silhouettes: distance to one's own group against the distance to the nearest other one."""

import numpy as np

from stages.metrics.arrays import Codes, Floats
from stages.metrics.metric import Undefined


def silhouette_of_labels(to_label: Floats, label: Codes) -> Floats:
    """Return the silhouette of each cell with regard to labels.

    Parameters
    ----------
    to_label
        (n_cells, n_labels): sum of Euclidean distances to the cells of each label.
    label
        (n_cells,) codes.

    Returns
    -------
    ndarray
        (n_cells,), -1 to 1: (b - a) / max(a, b), a the mean distance to the other cells of the label,
        b the smallest mean distance to another label. A cell alone in its label has 0 by convention.

    Raises
    ------
    Undefined
        With one label only.

    Notes
    -----
    P. J. Rousseeuw, J. Comput. Appl. Math. 20 (1987).
    """
    if to_label.shape[1] == 1:
        raise Undefined("all cells have one label")
    return _silhouette(to_label, np.broadcast_to(np.bincount(label), to_label.shape), label)


def silhouette_label(to_label: Floats, label: Codes) -> float:
    """Return the mean silhouette over cells, rescaled from [-1, 1] to [0, 1]."""
    return float((silhouette_of_labels(to_label, label).mean() + 1) / 2)


def silhouette_of_batches(to_any_batch: Floats, batch: Codes) -> float:
    """Return the mean silhouette with regard to batches, rescaled from [-1, 1] to [0, 1].

    Raises
    ------
    Undefined
        With one batch, or a batch per cell.
    """
    if to_any_batch.shape[1] == 1:
        raise Undefined("all cells are in one batch")
    if to_any_batch.shape[1] == len(batch):
        raise Undefined("every cell is a batch of its own")
    counts = np.broadcast_to(np.bincount(batch).astype(np.float64), to_any_batch.shape)
    return float((_silhouette(to_any_batch, counts, batch).mean() + 1) / 2)


def isolated_labels(to_label: Floats, label: Codes, batch: Codes) -> float:
    """Return the mean rescaled silhouette of the labels found in the fewest batches.

    Labels of one cell are left out: their silhouette is 0 by convention whatever the embedding, and
    they would always be the most isolated.

    Raises
    ------
    Undefined
        With one label, one batch, or no label of two cells.
    """
    samples = (silhouette_of_labels(to_label, label) + 1) / 2
    if batch.max() == 0:
        raise Undefined("all cells are in one batch: no label is isolated")
    counts = np.bincount(label)
    n_batches = np.bincount(np.unique(np.stack([label, batch]), axis=1)[0])
    several = counts > 1
    if not several.any():
        raise Undefined("no label has two cells")
    isolated = several & (n_batches == n_batches[several].min())
    means = np.bincount(label, weights=samples) / counts
    return float(means[isolated].mean())


def silhouette_batch(to_batch: Floats, label: Codes, batch: Codes) -> float:
    """Return 1 - |silhouette of batches| within a label, averaged over its cells, then over labels.

    Parameters
    ----------
    to_batch
        (n_cells, n_batches): sum of Euclidean distances to the cells of each batch in one's label.
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
    M. D. Luecken et al., Nat. Methods 19 (2022). Not comparable between label structures: a batch that
    is far from one batch but near another counts as mixed, which BRAS mends.
    """
    counts = batch_counts(label, batch)
    samples = _silhouette(to_batch, counts[label], batch)
    return mean_over_labels(1 - np.abs(samples), label, counts)


def batch_counts(label: Codes, batch: Codes) -> Floats:
    """Return the (n_labels, n_batches) numbers of cells."""
    table = np.zeros((label.max() + 1, batch.max() + 1))
    np.add.at(table, (label, batch), 1)
    return table


def mean_over_labels(samples: Floats, label: Codes, counts: Floats) -> float:
    """Return the mean over labels of the mean over cells, for labels that can be mixed.

    A label counts if it spans several batches, and not a batch per cell.
    """
    n_batches, n_cells = (counts > 0).sum(axis=1), counts.sum(axis=1)
    mixable = (n_batches > 1) & (n_batches < n_cells)
    if not mixable.any():
        raise Undefined("no label has cells in two batches, two of them in one")
    means = np.bincount(label, weights=samples) / n_cells
    return float(means[mixable].mean())


def _silhouette(to_group: Floats, counts: Floats, group: Codes) -> Floats:
    cells = np.arange(len(group))
    own = counts[cells, group]
    within = to_group[cells, group] / np.maximum(own - 1, 1)
    means = np.divide(to_group, counts, out=np.full(to_group.shape, np.inf), where=counts > 0)
    means[cells, group] = np.inf
    between = means.min(axis=1)
    between[np.isinf(between)] = 0  # no other group: such a label is left out by the caller
    return contrast(within, between, own)


def contrast(within: Floats, between: Floats, own: Floats) -> Floats:
    """Return (between - within) / max of both; 0 for a cell alone in its group, or where both are 0."""
    larger = np.maximum(within, between)
    ratio = np.divide(between - within, larger, out=np.zeros_like(larger), where=larger > 0)
    return np.where(own > 1, ratio, 0)
