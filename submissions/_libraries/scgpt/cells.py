"""Cells as tokens: made from rows of a sparse matrix when a batch needs them, never for all cells at once."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from scgpt.binning import binned, sampled
from token_batches import Tokens, counts_in, row_blocks, uniforms

MAX_LENGTH = 1200
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
        return self._known(self.X).lengths()

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
        return Tokens(starts, rows[known], block.data[known].astype(np.float32, copy=False))


def require_counts(adata) -> None:
    """Look at all cells, a block at a time, before any is embedded.

    Raises
    ------
    ValueError
        If a value is negative or not finite: bins are made of counts, or of what keeps their order.
    """
    n_wrong, first = 0, 0.0
    for rows in row_blocks(adata.n_obs):
        values = counts_in(adata, rows).data
        if (wrong := ~((values >= 0) & np.isfinite(values))).any():
            first = first if n_wrong else values[np.argmax(wrong)]
            n_wrong += int(wrong.sum())
    if n_wrong:
        raise ValueError(
            f"adata.X holds {n_wrong:,} values that are negative or not finite, such as {first:g}; "
            "expected counts"
        )


def blocks_of(adata, rows, keys, seed) -> Iterator[Cells]:
    """Yield the cells, a block at a time; arguments as the attributes of `Cells`."""
    for block in row_blocks(adata.n_obs):
        yield Cells(counts_in(adata, block), rows, keys, seed)
