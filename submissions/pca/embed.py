"""PCA of log-normalised counts: the baseline every model must beat."""

import scanpy as sc


def embed(adata, run):
    """Return 50 principal components per cell, or as many as the data has."""
    sc.pp.normalize_total(adata, target_sum=1e4)
    sc.pp.log1p(adata)
    sc.pp.pca(adata, n_comps=min(50, adata.n_obs - 1, adata.n_vars - 1), random_state=run.seed)
    return adata.obsm["X_pca"]
