"""Files that make a dataset together are joined cell by cell, if they count the same genes."""

import anndata as ad
import numpy as np
import pandas as pd
import pytest

from stages.errors import BenchmarkError
from stages.unpacking.joining import join


def written(path, genes):
    """Write two cells."""
    ad.AnnData(np.ones((2, len(genes))), pd.DataFrame(index=["A", "B"]), pd.DataFrame(index=genes)).write(
        path
    )
    return path


def test_cells_follow_each_other(tmp_path):
    """In the order of the parts, with the genes of all."""
    parts = {name: written(tmp_path / name, ["a", "b"]) for name in ("z", "a")}
    join(parts, tmp_path / "raw.h5ad", "catalog.yaml: tiny.source")
    adata = ad.read_h5ad(tmp_path / "raw.h5ad")
    assert list(adata.obs_names) == ["A:z", "B:z", "A:a", "B:a"]
    assert list(adata.var_names) == ["a", "b"]


def test_parts_with_other_genes_are_refused(tmp_path):
    """A gene that one part lacks would be a batch effect of our making."""
    parts = {"one": written(tmp_path / "one", ["a", "b"]), "two": written(tmp_path / "two", ["b", "a"])}
    with pytest.raises(
        BenchmarkError, match="part `two` has 2 genes that are not, in this order, the 2 of `one`"
    ):
        join(parts, tmp_path / "raw.h5ad", "catalog.yaml: tiny.source")
