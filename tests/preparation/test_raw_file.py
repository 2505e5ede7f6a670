"""A raw file opens, or says why it is no dataset."""

import anndata as ad
import h5py
import numpy as np
import pandas as pd
import pytest
import scipy.sparse as sp

from stages.errors import BenchmarkError
from stages.preparation.raw_file import opened, require_unique_genes


def test_a_good_file_opens(tmp_path):
    """It comes back as it was written."""
    ad.AnnData(np.ones((3, 2), dtype=np.float32)).write_h5ad(tmp_path / "a.h5ad")
    with opened(tmp_path / "a.h5ad") as raw:
        assert raw.places["X"][0].shape == (3, 2)
        assert len(raw.obs) == 3


@pytest.mark.parametrize("form", [np.asarray, sp.csr_matrix, sp.csc_matrix], ids=["dense", "csr", "csc"])
def test_rows_of_every_matrix_are_read_by_slicing(form, tmp_path):
    """Wherever it is and however it is stored."""
    dense = np.arange(12.0).reshape(4, 3)
    adata = ad.AnnData(form(dense), layers={"counts": form(dense + 1)})
    adata.raw = ad.AnnData(form(dense + 2))
    adata.write_h5ad(tmp_path / "a.h5ad")
    with opened(tmp_path / "a.h5ad") as raw:
        for place, added in (("X", 0), ("layers/counts", 1), ("raw", 2)):
            matrix, genes = raw.places[place]
            assert np.array_equal(sp.csr_matrix(matrix[1:3]).toarray(), dense[1:3] + added)
            assert matrix.dtype == np.float64
            assert len(genes) == 3


def test_a_file_without_x_has_its_other_places(tmp_path):
    """X is no place then."""
    adata = ad.AnnData(layers={"counts": np.ones((3, 2))}, obs=pd.DataFrame(index=list("abc")))
    adata.write_h5ad(tmp_path / "a.h5ad")
    with opened(tmp_path / "a.h5ad") as raw:
        assert list(raw.places) == ["layers/counts"]


def test_a_file_of_an_older_anndata_is_read_as_a_whole(tmp_path):
    """Its tables are stored in other ways."""
    ad.AnnData(np.ones((3, 2), dtype=np.float32)).write_h5ad(tmp_path / "a.h5ad")
    with h5py.File(tmp_path / "a.h5ad", "r+") as file:
        for name in ("encoding-type", "encoding-version"):
            del file.attrs[name]
    with opened(tmp_path / "a.h5ad") as raw:
        assert isinstance(raw.places["X"][0], np.ndarray)


def test_a_missing_file_is_named(tmp_path):
    """The path is in the error."""
    with pytest.raises(BenchmarkError, match="not a readable AnnData file") as error:
        opened(tmp_path / "a.h5ad").__enter__()
    assert error.value.where == str(tmp_path / "a.h5ad")


def test_a_gene_that_occurs_twice_is_named(tmp_path):
    """With the way to repair it."""
    with pytest.raises(BenchmarkError, match=r"1 gene ids occur more than once, such as \['B'\]") as error:
        require_unique_genes(["A", "B", "B"], tmp_path)
    assert "var_names_make_unique" in error.value.fix
