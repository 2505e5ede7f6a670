"""Cells in a file, written a block of rows at a time: the matrix need never be in memory as a whole."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import anndata as ad
import h5py
import numpy as np
import pandas as pd
import scipy.sparse as sp


def write_blocks(
    blocks: Iterator[sp.csr_matrix],
    obs: pd.DataFrame,
    var: pd.DataFrame,
    path: Path,
    *,
    uns: Mapping[str, Any] | None = None,
    compression: str | None = None,
) -> None:
    """Write an AnnData whose X comes in blocks of rows; one block gives the bytes of `AnnData.write_h5ad`.

    Parameters
    ----------
    blocks
        CSR matrices of shape (some cells, n_genes), together all cells of `obs` in their order.
    path
        Where it goes; not atomic, see `stages.files.replacing`.
    """
    first = next(blocks)
    ad.AnnData(_lengthened(first, len(obs)), obs, var, dict(uns or {})).write_h5ad(
        path, compression=compression
    )
    # Nobody else knows the file. A lock would outlive its closing in a child that another thread has just
    # forked, and refuse us our own file.
    with h5py.File(path, "r+", locking=False) as file:
        n_cells = first.shape[0]
        for block in blocks:
            _append(block, file["X"], n_cells)
            n_cells += block.shape[0]


def _lengthened(first: sp.csr_matrix, n_cells: int) -> sp.csr_matrix:
    """Return the block with empty rows below it, up to all cells."""
    missing = n_cells - first.shape[0]
    if not missing:
        return first
    indptr = np.append(first.indptr, np.full(missing, first.indptr[-1])).astype(np.int64)
    longer = sp.csr_matrix((first.data, first.indices, indptr), shape=(n_cells, first.shape[1]))
    longer.indptr = indptr  # scipy narrows it, but the entries of all blocks may be more than 32 bits hold
    return longer


def _append(block: sp.csr_matrix, group: h5py.Group, n_cells: int) -> None:
    """Add rows after the first `n_cells`."""
    before = group["data"].shape[0]
    for name in ("data", "indices"):
        group[name].resize((before + block.nnz,))
        group[name][before:] = getattr(block, name)
    group["indptr"][n_cells + 1 : n_cells + 1 + block.shape[0]] = before + block.indptr[1:].astype(np.int64)
