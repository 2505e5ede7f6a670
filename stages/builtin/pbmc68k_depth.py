"""The same real blood cells with a batch effect whose cause is known: sequencing depth."""

import anndata as ad
import numpy as np
import scipy.sparse as sp

from stages.builtin.pbmc68k import pbmc68k

# Share of its molecules that each lane keeps: from all of them down to a seventh.
DEPTHS = {
    "lane1": 1.0,
    "lane2": 0.8,
    "lane3": 0.65,
    "lane4": 0.5,
    "lane5": 0.4,
    "lane6": 0.3,
    "lane7": 0.2,
    "lane8": 0.15,
}


def pbmc68k_depth(rng: np.random.Generator) -> ad.AnnData:
    """Return pbmc68k with every lane thinned to a depth of its own, kept in obs `depth`.

    Each molecule stays with the lane's probability, independently: a count C becomes
    Binomial(C, depth), and so do the molecules outside the 765 genes, so that n_counts is the
    library size of the thinned cell.
    """
    adata = pbmc68k(rng)
    depth = adata.obs["batch"].map(DEPTHS).to_numpy(dtype=np.float64)
    counts = sp.csr_matrix(adata.X)
    inside = np.asarray(counts.sum(axis=1), dtype=np.int64).ravel()
    outside = adata.obs["n_counts"].to_numpy(dtype=np.int64) - inside
    entry_depth = np.repeat(depth, np.diff(counts.indptr))
    counts.data = rng.binomial(counts.data.astype(np.int64), entry_depth).astype(np.float32)
    counts.eliminate_zeros()
    adata.X = counts
    kept = np.asarray(counts.sum(axis=1), dtype=np.float64).ravel()
    adata.obs["n_counts"] = kept + rng.binomial(outside, depth)
    adata.obs["depth"] = depth
    return adata
