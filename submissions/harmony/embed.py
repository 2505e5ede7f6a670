"""Harmony on 50 principal components: PCA, corrected for the batch.

Korsunsky et al. 2019, Nature Methods 16:1289, through harmonypy 2 with its defaults.
"""

import harmonypy
import scanpy as sc


def embed(adata, run):
    """Return 50 corrected components per cell, or as many as the data has."""
    sc.pp.normalize_total(adata, target_sum=1e4)
    sc.pp.log1p(adata)
    sc.pp.pca(adata, n_comps=min(50, adata.n_obs - 1, adata.n_vars - 1), random_state=run.seed)
    components = adata.obsm["X_pca"]  # (n_cells, n_components)
    result = harmonypy.run_harmony(components, adata.obs, "batch", random_state=run.seed, verbose=False)
    corrected = result.Z_corr
    # harmonypy 1 returns (n_components, n_cells), harmonypy 2 returns (n_cells, n_components).
    if corrected.shape != components.shape:
        raise ValueError(f"harmonypy returned {corrected.shape}; expected {components.shape}")
    return corrected
