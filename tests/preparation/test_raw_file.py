"""A raw file opens, or says why it is no dataset."""

import anndata as ad
import numpy as np
import pytest

from stages.errors import BenchmarkError
from stages.preparation.raw_file import read_raw, require_unique_genes


def test_a_good_file_opens(tmp_path):
    """It comes back as it was written."""
    ad.AnnData(np.ones((3, 2), dtype=np.float32)).write_h5ad(tmp_path / "a.h5ad")
    assert read_raw(tmp_path / "a.h5ad").shape == (3, 2)


def test_a_missing_file_is_named(tmp_path):
    """The path is in the error."""
    with pytest.raises(BenchmarkError, match="not a readable AnnData file") as error:
        read_raw(tmp_path / "a.h5ad")
    assert error.value.where == str(tmp_path / "a.h5ad")


def test_a_gene_that_occurs_twice_is_named(tmp_path):
    """With the way to repair it."""
    with pytest.raises(BenchmarkError, match=r"1 gene ids occur more than once, such as \['B'\]") as error:
        require_unique_genes(["A", "B", "B"], tmp_path)
    assert "var_names_make_unique" in error.value.fix
