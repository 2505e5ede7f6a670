"""50 principal components of the 2,000 most variable genes: the usual first step of an analysis.

The genes are chosen as in the submission `hvg`; the components tell what its 2,000 dimensions are worth
when they are not counted as dimensions.
"""

import scanpy as sc

N_GENES = 2000


def embed(adata, run):
    """Return 50 principal components per cell, or as many as the data has."""
    rich, _ = sc.pp.filter_cells(adata, min_genes=10, inplace=False)
    genes, _ = sc.pp.filter_genes(adata[rich], min_cells=10, inplace=False)
    adata = adata[:, genes].copy()
    sc.pp.normalize_total(adata, target_sum=1e4)
    sc.pp.log1p(adata)
    if adata.n_vars > N_GENES:
        table = sc.pp.highly_variable_genes(adata[rich], flavor="seurat", n_top_genes=N_GENES, inplace=False)
        adata = adata[:, table["highly_variable"].to_numpy()].copy()
    sc.pp.pca(adata, n_comps=min(50, adata.n_obs - 1, adata.n_vars - 1), random_state=run.seed)
    return adata.obsm["X_pca"]
