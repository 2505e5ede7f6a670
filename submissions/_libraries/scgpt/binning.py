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
        Values of cells above 0, as float32.
    draws
        A number from 0 to 1 for every token: (n_tokens,).
    """
    order = _order(tokens)
    up_to, below = (_passed(places, tokens) for places in _places_of_edges(tokens.values[order], tokens))
    bins = np.empty(len(order), dtype=np.int64)
    bins[order] = np.ceil(draws[order] * (below - up_to) + up_to)
    return bins


def _order(tokens):
    """Return the positions of all values, those of every cell by rising value; of equals, the first first.

    A value above 0 orders like its bits read as a whole number. Its position is put below them, because
    to sort numbers is several times faster than to find the order of numbers.
    """
    keys = tokens.values.view(np.int32).astype(np.int64) << 32 | np.arange(len(tokens.values))
    for start, end in pairwise(tokens.starts.tolist()):
        keys[start:end].sort()
    return keys & 0xFFFFFFFF


def _places_of_edges(values, tokens):
    """Return where among rising values every edge lies: before its equals, and behind them.

    Both have a row of positions per cell that is not empty, one for each of 50 edges. An edge is the
    quantile of the cell's values to the bit as np.quantile has it; it lies between two neighbours of known
    position, which is why it is not searched for.
    """
    lengths = tokens.lengths()
    firsts, lengths = tokens.starts[:-1][lengths > 0, None], lengths[lengths > 0, None]
    places = (lengths - 1) * _QUANTILES
    below = places.astype(np.int64)
    share = places - below
    above = firsts + np.minimum(below + 1, lengths - 1)
    below += firsts
    low, high = values[below], values[above]
    step = high - low
    edges = np.where(share < 0.5, low + step * share, high - step * (1 - share))  # noqa: PLR2004 - a half
    run, bounds = _runs(values, firsts)
    before = np.where(edges > low, below + 1, bounds[run[below]])
    behind = np.where(edges < high, below + 1, bounds[run[above] + 1])
    return before, behind


def _runs(values, firsts):
    """Return the run of equal values that every value is in, and where runs start, and the last one ends."""
    starts = np.empty(len(values), dtype=bool)
    starts[1:] = values[1:] != values[:-1]
    starts[firsts] = True
    return np.cumsum(starts) - 1, np.append(np.flatnonzero(starts), len(values))


def _passed(places, tokens):
    """Return how many of its cell's edges lie at or before every value: (n_tokens,)."""
    n_values = len(tokens.values)
    passed = np.cumsum(np.bincount(places.ravel(), minlength=n_values + 1))[:n_values]
    # An edge behind all values of a cell is counted at the next one: before a cell lie all of those before.
    earlier = np.arange(len(places)) * _QUANTILES.size
    lengths = tokens.lengths()
    return passed - np.repeat(earlier, lengths[lengths > 0])


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
