"""The log-normalised counts of the 2,000 most variable genes, as they are.

The recipe of Kedzierska et al. 2025: drop cells with fewer than 10 genes and genes in fewer than 10
cells, normalise to 10,000 counts per cell, log1p, the `seurat` flavour over all batches at once. A
submission may not drop a cell: those with fewer than 10 genes have no part in choosing the genes, and
are embedded like the others.
"""

import scanpy as sc

N_GENES = 2000


def embed(adata, run):  # noqa: ARG001 - nothing is drawn
    """Return one dimension per highly variable gene: 2,000, or all genes where there are fewer."""
    rich, _ = sc.pp.filter_cells(adata, min_genes=10, inplace=False)
    genes, _ = sc.pp.filter_genes(adata[rich], min_cells=10, inplace=False)
    adata = adata[:, genes].copy()
    sc.pp.normalize_total(adata, target_sum=1e4)
    sc.pp.log1p(adata)
    if adata.n_vars <= N_GENES:
        return adata.X.toarray()
    table = sc.pp.highly_variable_genes(adata[rich], flavor="seurat", n_top_genes=N_GENES, inplace=False)
    return adata.X[:, table["highly_variable"].to_numpy()].toarray()
