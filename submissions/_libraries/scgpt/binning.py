"""Values of a cell's genes as bins of its own quantiles, and the choice of genes where there are too many.

As upstream does it, except that the random numbers are given and that cells are taken together.
"""

from itertools import pairwise

import numpy as np

from token_batches import Tokens

N_BINS = 51
_QUANTILES = np.linspace(0, 1, N_BINS - 1)


def binned(tokens: Tokens, draws) -> np.ndarray:
    """Return the bin of every value, 1 to 50: (n_tokens,).

    The edges are quantiles of the cell's own values. Counts repeat, so that several edges can have one
    value: what is equal to them gets one of the bins between by chance.

    Parameters
    ----------
    tokens
        Non-zero values of cells.
    draws
        A number from 0 to 1 for every token: (n_tokens,).
    """
    edges = _edges(tokens)
    right, left = np.empty((2, len(tokens.values)), dtype=np.int64)
    for cell, (start, end) in enumerate(pairwise(tokens.starts)):
        values = tokens.values[start:end].astype(np.float64)
        left[start:end] = edges[cell].searchsorted(values, side="right")
        right[start:end] = edges[cell].searchsorted(values, side="left")
    return np.ceil(draws * (right - left) + left).astype(np.int64)


def _edges(tokens):
    """Return the quantiles of every cell's values, (n_cells, 50), to the bit as np.quantile has them."""
    values = tokens.values.copy()
    for start, end in pairwise(tokens.starts):
        values[start:end].sort()
    last = np.maximum(tokens.lengths() - 1, 0)[:, None]
    places = last * _QUANTILES  # (n_cells, 50)
    below = places.astype(np.int64)
    share = places - below
    firsts = np.minimum(tokens.starts[:-1], max(len(values) - 1, 0))[:, None]  # of empty cells: anything
    if not len(values):
        return np.zeros(places.shape)
    low, high = values[firsts + below], values[firsts + np.minimum(below + 1, last)]
    step = high - low
    return np.where(share < 0.5, low + step * share, high - step * (1 - share))  # noqa: PLR2004 - a half


def sampled(tokens: Tokens, priorities, n_kept) -> Tokens:
    """Return cells with at most `n_kept` tokens: those of the lowest priorities, in their order.

    Cells that are short enough stay as they are.
    """
    kept = []
    for start, end in pairwise(tokens.starts):
        if end - start > n_kept:
            kept.append(start + np.argsort(priorities[start:end], kind="stable")[:n_kept])
        else:
            kept.append(np.arange(start, end))
    positions = np.concatenate([*kept, np.empty(0, np.int64)]).astype(np.int64)
    starts = np.cumsum([0, *map(len, kept)])
    return Tokens(starts, tokens.genes[positions], tokens.values[positions])
