"""Matrices in a file, of which rows are read by slicing."""

from dataclasses import dataclass
from typing import Any

import anndata as ad
import h5py
import numpy as np
import scipy.sparse as sp


def by_rows(matrix: Any) -> Any:  # noqa: ANN401 - a matrix, dense or sparse
    """Return a matrix in memory in a form whose rows can be sliced."""
    return matrix.tocsr() if sp.issparse(matrix) else matrix


def matrix_in(item: h5py.Group | h5py.Dataset) -> Any:  # noqa: ANN401 - whatever can be sliced by rows
    """Return what reads rows by slicing; a matrix that is stored by columns has to be read as a whole."""
    if isinstance(item, h5py.Dataset):
        return item
    stored = ad.io.sparse_dataset(item)
    return StoredRows(item) if stored.format == "csr" else _ByColumns(stored)


class StoredRows:
    """A CSR matrix in a file, of which only the rows asked for are read.

    Attributes
    ----------
    indptr
        (n_cells + 1,): where the entries of each row begin.
    shape, dtype
        As of a matrix.
    """

    def __init__(self, group: h5py.Group) -> None:
        self._group = group
        self.indptr = np.asarray(group["indptr"][:], dtype=np.int64)
        self.shape = tuple(int(length) for length in group.attrs["shape"])
        self.dtype = group["data"].dtype

    def __getitem__(self, rows: slice) -> sp.csr_matrix:
        """Return the rows of a slice without step."""
        start, stop, _ = rows.indices(self.shape[0])
        first, last = self.indptr[start], self.indptr[stop]
        data, indices = (self._group[name][first:last] for name in ("data", "indices"))
        return sp.csr_matrix(
            (data, indices, self.indptr[start : stop + 1] - first), (stop - start, self.shape[1])
        )


@dataclass(slots=True)
class _ByColumns:
    """A matrix stored by columns, read when its first rows are wanted."""

    stored: Any
    _rows: Any = None

    @property
    def shape(self) -> tuple[int, int]:
        return tuple(self.stored.shape)

    @property
    def dtype(self) -> Any:  # noqa: ANN401 - a numpy dtype
        return self.stored.dtype

    def __getitem__(self, rows: slice) -> Any:  # noqa: ANN401 - a sparse matrix
        if self._rows is None:
            self._rows = self.stored.to_memory().tocsr()
        return self._rows[rows]
