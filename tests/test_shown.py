"""A submission sees counts, genes and totals, and nothing that could name a cell."""

import anndata as ad
import numpy as np
import pytest

from stages.shown import write_shown


@pytest.fixture
def shown(tmp_path):
    """Return a function that writes what is shown and reads it as the harness does."""

    def shown(adata, order, *, uses_batch):
        write_shown(adata, order, tmp_path / "shown.h5ad", uses_batch=uses_batch)
        return ad.read_h5ad(tmp_path / "shown.h5ad")

    return shown


def test_the_batch_is_not_there_unless_declared(shown, cells):
    """Neither as a column nor in the names of the cells."""
    order = np.arange(40)
    hidden = shown(cells, order, uses_batch=False)
    assert list(hidden.obs.columns) == ["total_counts"]
    assert list(hidden.obs_names[:2]) == ["cell00000000", "cell00000001"]
    assert not hidden.uns
    declared = shown(cells, order[::-1], uses_batch=True)
    assert list(declared.obs["batch"].cat.categories) == ["0", "1"]
    assert declared.obs["batch"].iloc[0] == "0"  # by first appearance, whatever its name was


def test_counts_genes_and_totals_are_those_of_the_cells(shown, cells):
    """Row by row, under other names."""
    order = np.random.default_rng(0).permutation(40)
    copy = shown(cells, order, uses_batch=False)
    assert np.array_equal(copy.X.toarray(), cells.X.toarray()[order])
    assert list(copy.var.columns) == ["symbol", "ensembl_id"]
    assert np.array_equal(copy.obs["total_counts"], cells.obs["total_counts"].to_numpy()[order])


def test_cells_that_stay_in_their_file_are_shown_alike(shown, cells, tmp_path):
    """Bit by bit, however large they are."""
    cells.write_h5ad(tmp_path / "cells.h5ad", compression="gzip")
    order = np.random.default_rng(0).permutation(40)
    shown(cells, order, uses_batch=True)
    in_memory = (tmp_path / "shown.h5ad").read_bytes()
    shown(ad.read_h5ad(tmp_path / "cells.h5ad", backed="r"), order, uses_batch=True)
    assert (tmp_path / "shown.h5ad").read_bytes() == in_memory
