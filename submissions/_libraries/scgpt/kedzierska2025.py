"""What is done to counts before scGPT sees them in Kedzierska et al., Genome Biology 2025.

Genes of the vocabulary with three counts at least, 10,000 counts per cell, logarithms, and of those genes
the most variable by Seurat's third method, which reads the counts.
"""

import anndata as ad
import numpy as np
import pandas as pd
import scanpy as sc
import scipy.sparse as sp

_MIN_COUNTS = 3
_TOTAL = 1e4


def variable_genes(X: sp.csr_matrix, known, n_genes) -> tuple[sp.csr_matrix, np.ndarray]:
    """Return the logarithms of the chosen genes and which they are.

    Parameters
    ----------
    X
        Whole counts: (n_cells, n_genes).
    known
        Columns of genes that are in the vocabulary.
    n_genes
        How many are chosen; all where there are fewer.

    Raises
    ------
    ValueError
        If the values are no whole numbers, which Seurat's third method needs, or if no gene is left.
    """
    if X.nnz and (X.data != np.round(X.data)).any():
        raise ValueError("adata.X holds fractions; expected whole counts, which the choice of genes needs")
    columns = known[np.asarray(X[:, known].sum(axis=0)).ravel() >= _MIN_COUNTS]
    if not len(columns):
        raise ValueError(f"no gene of the vocabulary has {_MIN_COUNTS} counts; expected {n_genes} such genes")
    counts = ad.AnnData(X[:, columns].astype(np.float32), var=pd.DataFrame(index=columns.astype(str)))
    if len(columns) > n_genes:
        sc.pp.highly_variable_genes(counts, n_top_genes=n_genes, flavor="seurat_v3")
        chosen = np.flatnonzero(counts.var["highly_variable"])
    else:
        chosen = np.arange(len(columns))
    sc.pp.normalize_total(counts, target_sum=_TOTAL)
    sc.pp.log1p(counts)
    return counts.X[:, chosen].tocsr(), columns[chosen]
