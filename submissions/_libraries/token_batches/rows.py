"""Cells a block at a time, from memory or from their file: memory does not grow with their number."""

from collections.abc import Iterator

import numpy as np
import scipy.sparse as sp

N_ROWS = 4096  # of a block


def row_blocks(n_cells) -> Iterator[slice]:
    """Yield the rows of every block, in their order.

    Examples
    --------
    >>> list(row_blocks(5000))
    [slice(0, 4096, None), slice(4096, 5000, None)]
    """
    for start in range(0, n_cells, N_ROWS):
        yield slice(start, min(start + N_ROWS, n_cells))


def counts_in(adata, rows) -> sp.csr_matrix:
    """Return the values of some cells as CSR: (n_rows, n_genes).

    Parameters
    ----------
    adata
        Cells in memory, or opened with `backed="r"`: then nothing but these rows is read.
    rows
        A slice.
    """
    return sp.csr_matrix(adata.X[rows])


def expressed(adata) -> np.ndarray:
    """Return whether any cell has counts of a gene, for every one: (n_genes,).

    Parameters
    ----------
    adata
        As for `counts_in`.
    """
    found = np.zeros(adata.n_vars, dtype=bool)
    for rows in row_blocks(adata.n_obs):
        found[counts_in(adata, rows).nonzero()[1]] = True
    return found
