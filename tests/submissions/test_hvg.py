"""The paper's recipe for highly variable genes, without dropping a cell."""

import numpy as np
import pytest
import scanpy as sc
import scipy.sparse as sp


def recipe(adata):
    """Return the embedding as the paper's code makes it, cells dropped."""
    adata = adata.copy()
    sc.pp.filter_cells(adata, min_genes=10)
    sc.pp.filter_genes(adata, min_cells=10)
    sc.pp.normalize_total(adata, target_sum=1e4)
    sc.pp.log1p(adata)
    sc.pp.highly_variable_genes(adata, flavor="seurat", n_top_genes=2000)
    return adata[:, adata.var["highly_variable"]].X.toarray()


def with_poor_cells(cells, n_poor):
    """Return the cells, the first of them left with at most three genes."""
    poor = cells.copy()
    counts = poor.X.toarray()
    counts[:n_poor, 3:] = 0
    poor.X = sp.csr_matrix(counts)
    return poor


def test_it_is_the_recipe_where_no_cell_is_dropped(embed, make_cells):
    """2,000 genes, log-normalised, as they are."""
    cells = make_cells(n_genes=2400)
    vectors = embed(cells)
    assert vectors.shape == (120, 2000)
    assert np.array_equal(vectors, recipe(cells))


@pytest.mark.filterwarnings("ignore:Some cells have zero counts")
def test_cells_with_few_genes_choose_no_gene_and_keep_their_row(embed, make_cells):
    """The other cells get what the recipe gives them; a cell without any count is all zero."""
    cells = with_poor_cells(make_cells(n_genes=2400), n_poor=5)
    vectors = embed(cells)
    assert vectors.shape == (120, 2000)
    assert np.allclose(vectors[5:], recipe(cells))
    assert np.isfinite(vectors).all()


def test_a_dataset_of_few_genes_gives_them_all(embed, make_cells):
    """All that are in at least ten cells."""
    cells = make_cells(n_genes=300)
    enough = ((cells.X > 0).sum(axis=0) >= 10).sum()
    assert embed(cells).shape == (120, enough)
