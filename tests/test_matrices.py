"""Rows of a matrix in a file; tests/preparation/test_raw_file.py shows it for every form."""

import anndata as ad
import h5py
import numpy as np
import pytest
import scipy.sparse as sp

from stages.matrices import by_rows, matrix_in


@pytest.mark.parametrize("form", [np.asarray, sp.csr_matrix, sp.csc_matrix], ids=["dense", "csr", "csc"])
def test_a_slice_holds_its_rows(form, tmp_path):
    """At the ends, in the middle, and none at all."""
    dense = np.arange(20.0).reshape(5, 4)
    ad.AnnData(form(dense)).write_h5ad(tmp_path / "a.h5ad")
    with h5py.File(tmp_path / "a.h5ad") as file:
        matrix = matrix_in(file["X"])
        assert tuple(matrix.shape) == (5, 4)
        for rows in (slice(0, 2), slice(3, 9), slice(2, 2), slice(0, 5)):
            assert np.array_equal(sp.csr_matrix(matrix[rows]).toarray(), dense[rows])
            assert np.array_equal(sp.csr_matrix(by_rows(form(dense))[rows]).toarray(), dense[rows])
