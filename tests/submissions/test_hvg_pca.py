"""50 components of the 2,000 most variable genes."""

import numpy as np
import scanpy as sc


def test_components_are_those_of_the_variable_genes(embed, make_cells):
    """Their variances are those of a PCA of what the submission hvg returns."""
    cells = make_cells(n_genes=2400)
    adata = cells.copy()
    sc.pp.filter_genes(adata, min_cells=10)
    sc.pp.normalize_total(adata, target_sum=1e4)
    sc.pp.log1p(adata)
    sc.pp.highly_variable_genes(adata, flavor="seurat", n_top_genes=2000)
    genes = adata[:, adata.var["highly_variable"]].X.toarray().astype(float)
    expected = np.linalg.svd(genes - genes.mean(axis=0), compute_uv=False)[:50] ** 2 / 119
    vectors = embed(cells)
    assert vectors.shape == (120, 50)
    assert np.allclose(vectors.var(axis=0, ddof=1), expected, rtol=1e-3)


def test_few_cells_or_genes_give_fewer_components(embed, make_cells):
    """There is one fewer than the smaller of the two."""
    assert embed(make_cells(n_cells=20)).shape == (20, 19)
    assert embed(make_cells(n_genes=30)).shape == (120, 29)
