"""Random numbers that are a function of the seed and of the cell's own counts.

A sequence of draws would tie a cell to those before it: to the order of the cells, to the size of a
batch, to the number of processes. Here every token has its number by itself. It is the output of
SplitMix64 (G. L. Steele, D. Lea and C. H. Flood, Fast splittable pseudorandom number generators, 2014)
with the cell as the key and the gene as the counter.
"""

from dataclasses import dataclass

import numpy as np

_STEP = np.uint64(0x9E3779B97F4A7C15)
_MIX = ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB))
_MANTISSA = np.uint64(11)  # of 64 bits, 53 make a float64


@dataclass(frozen=True)
class Tokens:
    """The non-zero genes of several cells, cell after cell.

    Attributes
    ----------
    starts
        Where every cell starts, and where the last one ends: (n_cells + 1,).
    genes
        Number of every token's gene, 0 to 2**63 - 1: (n_tokens,).
    values
        Its count: (n_tokens,).
    """

    starts: np.ndarray
    genes: np.ndarray
    values: np.ndarray

    def lengths(self) -> np.ndarray:
        """Return the number of tokens of every cell: (n_cells,)."""
        return np.diff(self.starts)


def uniforms(tokens: Tokens, seed, stream=0) -> np.ndarray:
    """Return a number from 0 up to, but without, 1 for every token: (n_tokens,).

    Parameters
    ----------
    tokens
        Of any cells. What a cell's tokens get does not depend on the other cells, on the order of the
        cells, or on the order of the tokens within it.
    seed
        Whole number, 0 to 2**63 - 1.
    stream
        Another number, for draws of another purpose.

    Examples
    --------
    >>> both = Tokens(np.array([0, 1, 3]), np.array([7, 7, 9]), np.array([2, 2, 1]))
    >>> alone = Tokens(np.array([0, 2]), np.array([9, 7]), np.array([1, 2]))
    >>> bool((uniforms(both, seed=1)[1:] == uniforms(alone, seed=1)[::-1]).all())
    True
    """
    genes = _mixed(tokens.genes.astype(np.uint64))
    values = tokens.values.astype(np.float32).view(np.uint32).astype(np.uint64)
    totals = np.concatenate([[np.uint64(0)], np.cumsum(_mixed(genes + values), dtype=np.uint64)])
    contents = totals[tokens.starts[1:]] - totals[tokens.starts[:-1]]  # modulo 2**64, in any order
    keys = _mixed(_mixed(contents) + _mixed(np.array([seed], np.uint64)) + np.uint64(stream))
    draws = _mixed(np.repeat(keys, tokens.lengths()) + genes)
    return (draws >> _MANTISSA) * 2.0**-53


def _mixed(words):
    """Return the next output of SplitMix64 for every state."""
    words = words + _STEP
    for shift, factor in _MIX:
        words = (words ^ (words >> np.uint64(shift))) * np.uint64(factor)
    return words ^ (words >> np.uint64(31))
