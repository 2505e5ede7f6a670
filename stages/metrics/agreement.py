"""How well two partitions of the same cells agree."""

import numpy as np

from stages.metrics.arrays import Codes, Floats


def contingency(first: Codes, second: Codes) -> Floats:
    """Return the (n_first, n_second) table of counts."""
    n_first, n_second = first.max() + 1, second.max() + 1
    flat = np.bincount(first * n_second + second, minlength=n_first * n_second)
    return flat.reshape(n_first, n_second).astype(np.float64)


def nmi(first: Codes, second: Codes) -> float:
    """Return the mutual information over the mean of the two entropies.

    Parameters
    ----------
    first, second
        (n_cells,) codes.

    Returns
    -------
    float
        0: independent partitions; 1: the same partition. Two partitions of one part each are the
        same: 1.

    Examples
    --------
    >>> nmi(np.array([0, 0, 1, 1]), np.array([1, 1, 0, 0]))
    1.0
    """
    joint = contingency(first, second) / len(first)
    rows, columns = joint.sum(axis=1), joint.sum(axis=0)
    entropy = _entropy(rows) + _entropy(columns)
    if entropy == 0:
        return 1.0
    shared = entropy - _entropy(joint)
    return float(min(max(2 * shared / entropy, 0.0), 1.0))


def ari(first: Codes, second: Codes) -> float:
    """Return the share of pairs on which two partitions agree, adjusted for chance.

    Parameters
    ----------
    first, second
        (n_cells,) codes.

    Returns
    -------
    float
        -0.5 to 1. 0: as expected by chance; 1: the same partition.

    Examples
    --------
    >>> ari(np.array([0, 0, 1, 1]), np.array([1, 1, 0, 0]))
    1.0
    """
    table = contingency(first, second)
    together = _pairs(table)
    rows, columns = _pairs(table.sum(axis=1)), _pairs(table.sum(axis=0))
    expected = rows * columns / max(_pairs(np.array([len(first)])), 1)
    largest = (rows + columns) / 2
    return 1.0 if largest == expected else float((together - expected) / (largest - expected))


def _entropy(shares: Floats) -> float:
    positive = shares[shares > 0]
    return float(-(positive * np.log(positive)).sum())


def _pairs(counts: Floats) -> float:
    return float((counts * (counts - 1)).sum() / 2)
