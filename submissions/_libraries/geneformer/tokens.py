"""A cell as the model reads it: its genes, highest count over median first.

`geneformer.tokenizer` of the release, from the sparse matrix, many cells at a time. The order of genes
with exactly equal values is the order of their tokens here; upstream leaves it to an unstable sort.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import scipy.sparse as sp

from geneformer.genes import Genes

_TARGET = 10_000
_ENTRIES = 1 << 16  # of the matrix at a time: what fits into the processor's cache


@dataclass(frozen=True)
class Sentences:
    """Cells as sequences of tokens, cell after cell.

    Attributes
    ----------
    tokens
        Numbers of the tokens: (n_tokens,).
    starts
        Where every cell starts, and where the last one ends: (n_cells + 1,).
    """

    tokens: np.ndarray
    starts: np.ndarray

    def lengths(self) -> np.ndarray:
        """Return the number of tokens of every cell: (n_cells,)."""
        return np.diff(self.starts)

    def padded(self, cells) -> np.ndarray:
        """Return the tokens of some cells, 0 behind the last one: (n_cells, longest)."""
        lengths = self.lengths()[cells]
        columns = np.arange(lengths.max(initial=0))
        inside = columns < lengths[:, None]
        padded = np.zeros(inside.shape, dtype=np.int64)
        padded[inside] = self.tokens[(self.starts[:-1][cells, None] + columns)[inside]]
        return padded


def tokenise(X, totals, genes: Genes, *, max_tokens, special=()) -> Sentences:
    """Return the ranked genes of every cell.

    Parameters
    ----------
    X
        Raw counts, sparse: (n_cells, n_genes).
    totals
        Counts of every cell over all genes, also those that X does not have: (n_cells,).
    genes
        The tokens of the columns.
    max_tokens
        Longest sequence, special tokens included; the genes that rank lowest are cut off.
    special
        Tokens in front and at the end, `(cls, eos)`, or none.

    Raises
    ------
    ValueError
        If a count is negative or no whole number, or a cell with counts has a total that is not above 0.
    """
    X = sp.csr_matrix(X)
    require_counts(X, totals)
    with np.errstate(divide="ignore"):  # of cells without a count, which have no entry
        per_total = 1.0 / np.asarray(totals, dtype=np.float64)
    cells = np.append(np.unique(np.searchsorted(X.indptr, np.arange(0, X.nnz, _ENTRIES))), X.shape[0])
    parts = [
        _sentences(X[start:end], per_total[start:end], genes, max_tokens, special)
        for start, end in pairwise(np.unique(np.append(0, cells)).tolist())
    ]
    lengths = np.concatenate([np.empty(0, np.int64), *(part.lengths() for part in parts)])
    tokens = np.concatenate([np.empty(0, np.int64), *(part.tokens for part in parts)])
    return Sentences(tokens, np.concatenate([[0], np.cumsum(lengths)]))


def _sentences(X, per_total, genes, max_tokens, special):
    data, tokens, starts = _known(X, genes)
    if genes.ranked_by_counts:  # what divides all genes of a cell does not change their order
        values = data.astype(np.float64)
    else:  # in the order of operations of the release, for its rounding
        values = data * np.repeat(per_total, np.diff(starts))
        values *= _TARGET
        values *= genes.per_median[tokens]
    return _cut(_ranked(values, tokens, starts), starts, max_tokens, special)


def require_counts(X, totals):
    """Raise ValueError unless the matrix holds raw counts, and totals that they can be divided by."""
    if (wrong := (X.data < 0) | (X.data != np.floor(X.data)) | np.isinf(X.data)).any():
        first = X.data[np.argmax(wrong)]
        raise ValueError(f"X holds {first:g}; genes are ranked by raw counts: whole numbers of at least 0")
    totals = np.asarray(totals, dtype=np.float64)
    wrong = np.flatnonzero(~((totals > 0) & np.isfinite(totals)))
    for cell in wrong[np.asarray(X[wrong].sum(axis=1)).ravel() > 0]:
        raise ValueError(f'obs["total_counts"] of cell {cell} is {totals[cell]:g}; expected more than 0')


def _known(X, genes):
    """Return counts, tokens and starts of the entries that have a token, of each token once per cell."""
    tokens = genes.tokens[X.indices]
    keep = (tokens >= 0) & (X.data > 0)
    data, starts = X.data, X.indptr.astype(np.int64)
    if not keep.all():
        data, tokens = data[keep], tokens[keep]
        starts = np.concatenate([[0], np.cumsum(keep)])[starts]
    if not genes.repeat:
        return data, tokens, starts
    merged = sp.csr_matrix((data, tokens, starts), shape=(X.shape[0], len(genes.medians)))
    merged.sum_duplicates()
    return merged.data, merged.indices.astype(np.int64), merged.indptr.astype(np.int64)


def _ranked(values, tokens, starts):
    """Return the tokens of every cell by falling value; equal values by token.

    A value above 0 orders like its bits read as a whole number. The lowest bits make room for the token,
    because to sort numbers is several times faster than to find the order of numbers. Where values
    differ in these bits only, the order is found after all.
    """
    n_bits = int(tokens.max(initial=0)).bit_length()
    low = (1 << n_bits) - 1
    bits = ~values.view(np.int64)  # the highest value first
    keys = (bits & ~low) | tokens
    for start, end in zip(starts[:-1].tolist(), starts[1:].tolist(), strict=True):
        keys[start:end].sort()
    ranked = keys & low
    if (~bits & low).any():
        close = np.flatnonzero((keys[1:] ^ keys[:-1]) <= low)
        for cell in np.unique(np.searchsorted(starts, close, side="right") - 1):
            part = slice(starts[cell], starts[cell + 1])
            ranked[part] = tokens[part][np.lexsort((tokens[part], -values[part]))]
    return ranked


def _cut(ranked, starts, max_tokens, special):
    """Return sentences of at most `max_tokens` tokens, the special ones around the others."""
    n_special = len(special)
    kept = np.minimum(np.diff(starts), max_tokens - n_special)
    ends = np.concatenate([[0], np.cumsum(kept + n_special)])
    if not n_special and ends[-1] == len(ranked):
        return Sentences(ranked, ends)
    tokens = np.empty(ends[-1], dtype=np.int64)
    if n_special:
        tokens[ends[:-1]], tokens[ends[1:] - 1] = special
    places = zip(starts[:-1].tolist(), (ends[:-1] + n_special // 2).tolist(), kept.tolist(), strict=True)
    for start, first, n_genes in places:
        tokens[first : first + n_genes] = ranked[start : start + n_genes]
    return Sentences(tokens, ends)
