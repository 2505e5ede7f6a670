"""Cells as tokens: made from rows of a sparse matrix when a batch needs them, never for all cells at once."""

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from scgpt.binning import binned, sampled
from token_batches import Tokens, uniforms

MAX_LENGTH = 1200
_ROWS = 4096  # cells that are looked at together where only their lengths are wanted
_BINS, _GENES = range(2)  # streams of random numbers


@dataclass(frozen=True)
class Cells:
    """Cells that can be had as tokens.

    Attributes
    ----------
    X
        Values of shape (n_cells, n_genes), none negative, as CSR.
    rows
        Row of every gene in the gene table, -1 where the model does not know it: (n_genes,).
    keys
        What identifies the gene of every row of the gene table: random numbers depend on it.
    seed
        Of bins and samples.
    max_length
        Most tokens of a cell, `<cls>` included; of more genes, so many are sampled.
    """

    X: sp.csr_matrix
    rows: np.ndarray
    keys: np.ndarray
    seed: int
    max_length: int = MAX_LENGTH

    def n_genes(self) -> np.ndarray:
        """Return how many genes of every cell the model knows and finds expressed: (n_cells,)."""
        blocks = range(0, self.X.shape[0], _ROWS)
        counted = [self._known(self.X[start : start + _ROWS]).lengths() for start in blocks]
        return np.concatenate([*counted, np.empty(0, dtype=np.int64)])

    def lengths(self) -> np.ndarray:
        """Return the number of tokens of every cell, `<cls>` included: (n_cells,), 1 to `max_length`."""
        return np.minimum(self.n_genes() + 1, self.max_length)

    def tokens(self, positions) -> Tokens:
        """Return cells as rows of the gene table and bins, without `<cls>`."""
        known = self._known(self.X[positions])
        content = Tokens(known.starts, self.keys[known.genes], known.values)
        bins = binned(known, uniforms(content, self.seed, _BINS))
        tokens = Tokens(known.starts, known.genes, bins)
        if known.lengths().max(initial=0) < self.max_length:
            return tokens
        return sampled(tokens, uniforms(content, self.seed, _GENES), self.max_length - 1)

    def _known(self, block):
        """Return the non-zero values of the genes that the model knows."""
        rows = self.rows[block.indices]
        known = (rows >= 0) & (block.data != 0)
        starts = np.concatenate([[0], np.cumsum(known)])[block.indptr]
        return Tokens(starts, rows[known], block.data[known])


def counts_of(adata) -> sp.csr_matrix:
    """Return the values of the cells as CSR.

    Raises
    ------
    ValueError
        If a value is negative or not finite: bins are made of counts, or of what keeps their order.
    """
    X = adata.X if sp.issparse(adata.X) and adata.X.format == "csr" else sp.csr_matrix(adata.X)
    if X.nnz and not (X.data.min() >= 0 and np.isfinite(X.data.max())):
        wrong = X.data[~((X.data >= 0) & np.isfinite(X.data))]
        raise ValueError(
            f"adata.X holds {len(wrong):,} values that are negative or not finite, such as {wrong[0]:g}; "
            "expected counts"
        )
    return X
