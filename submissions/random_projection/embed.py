"""A random direction per gene: what geometry alone keeps, and nothing learnt.

Every gene has 64 Gaussian numbers that only its symbol and the seed decide, so a cell's vector depends
on no other cell and a gene means the same in every dataset.
"""

import hashlib

import numpy as np
import scanpy as sc

N_DIMS = 64


def embed(adata, run):
    """Return 64 dimensions per cell: its log-normalised counts times the genes' directions."""
    sc.pp.normalize_total(adata, target_sum=1e4)
    sc.pp.log1p(adata)
    names = [symbol or gene for gene, symbol in zip(adata.var_names, adata.var["symbol"], strict=True)]
    directions = np.stack([direction(name, run.seed) for name in names])
    return adata.X @ (directions / np.sqrt(N_DIMS))  # (n_cells, n_genes) @ (n_genes, N_DIMS)


def direction(name, seed):
    """Return the 64 numbers of a gene."""
    digest = hashlib.sha256(name.encode()).digest()
    return np.random.default_rng([seed, int.from_bytes(digest[:8], "big")]).standard_normal(N_DIMS)
