"""A fixed share of the cells of a very large dataset, the same for every embedding."""

import numpy as np

from stages.metrics.arrays import Codes, Indices

_STREAM = 1 << 20  # apart from the draws, which use the numbers from 0


def stratified(label: Codes, batch: Codes, size: int, *, seed: int) -> Indices:
    """Return `size` cells with the proportions of labels within batches, or all if there are no more.

    Distances between all pairs grow with the square of the number of cells: a million cells would take a
    hundred times as long as the hundred thousand whose scores hardly differ from theirs.

    Parameters
    ----------
    label, batch
        (n_cells,) names or codes.
    size
        Cells wanted, 1 or more.
    seed
        0 or more.

    Returns
    -------
    ndarray
        Ascending positions, without repeats. A label within a batch gets its share rounded down, and
        what is left goes to the largest remainders; ties go to the first.
    """
    n_cells = len(label)
    if n_cells <= size:
        return np.arange(n_cells)
    codes = [np.unique(part, return_inverse=True)[1] for part in (label, batch)]
    stratum = np.unique(codes[0] * (codes[1].max() + 1) + codes[1], return_inverse=True)[1]
    counts = np.bincount(stratum)
    exact = counts * (size / n_cells)
    wanted = np.floor(exact).astype(np.intp)
    largest = np.argsort(wanted - exact, kind="stable")[: size - wanted.sum()]
    wanted[largest] += 1
    shuffled = np.random.default_rng([seed, _STREAM]).permutation(n_cells)
    grouped = shuffled[np.argsort(stratum[shuffled], kind="stable")]
    place = np.arange(n_cells) - np.repeat(np.cumsum(counts) - counts, counts)  # within the stratum
    return np.sort(grouped[place < np.repeat(wanted, counts)])
