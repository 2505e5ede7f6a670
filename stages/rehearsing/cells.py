"""The cells that a rehearsal shows, and the same cells in other company, damaged, or under other names."""

import anndata as ad
import numpy as np
import numpy.typing as npt
import pandas as pd
import scipy.sparse as sp

from stages.builtin.pbmc68k import pbmc68k

Mask = npt.NDArray[np.bool_]

_COMMON = 64  # genes; models choose some hundreds or thousands


def rehearsal_cells(n_cells: int, rng: np.random.Generator) -> ad.AnnData:
    """Return blood cells that come with the environment, with the cell type in obs `label`.

    No submission sees the label; `stages.inference.shown` leaves it out like all other columns.
    """
    raw = pbmc68k(rng)
    raw = raw[np.sort(rng.choice(raw.n_obs, n_cells, replace=False))]
    obs = pd.DataFrame(
        {
            "batch": pd.Categorical(raw.obs["batch"].astype(str)),
            "total_counts": raw.obs["n_counts"].to_numpy(np.float32),
            "label": raw.obs["bulk_labels"].to_numpy(),
        },
        index=raw.obs_names,
    )
    genes = pd.DataFrame({"symbol": raw.var_names, "ensembl_id": ""}, index=raw.var_names)
    return ad.AnnData(raw.X.copy(), obs, genes)


def of_one_type(adata: ad.AnnData) -> Mask:
    """Return which cells are of the commonest type: company that differs most from all cells together."""
    labels = adata.obs["label"]
    mask: Mask = (labels == labels.mode()[0]).to_numpy()
    return mask


def some(adata: ad.AnnData, n_cells: int, rng: np.random.Generator) -> Mask:
    """Return which cells are among some drawn at random."""
    mask = np.zeros(adata.n_obs, bool)
    mask[rng.choice(adata.n_obs, n_cells, replace=False)] = True
    return mask


def destroyed(adata: ad.AnnData, rng: np.random.Generator, *, within_batch: bool) -> ad.AnnData:
    """Return cells whose genes each come from another cell: every gene keeps its values, no cell its own.

    Library sizes are dealt out anew as well. Within the batch where a submission is told it.
    """
    groups = adata.obs["batch"].to_numpy() if within_batch else np.zeros(adata.n_obs)
    counts, totals = adata.X.toarray(), adata.obs["total_counts"].to_numpy().copy()
    for group in np.unique(groups):
        rows = np.flatnonzero(groups == group)
        counts[rows] = rng.permuted(counts[rows], axis=0)
        totals[rows] = rng.permutation(totals[rows])
    return _with_counts(adata, counts, np.maximum(totals, counts.sum(axis=1)))


def thinned(adata: ad.AnnData, kept: float, rng: np.random.Generator) -> ad.AnnData:
    """Return the cells as if sequenced less: each molecule is kept with the same probability."""
    counts = adata.X.toarray().astype(np.int64)
    elsewhere = np.maximum(adata.obs["total_counts"].to_numpy().astype(np.int64) - counts.sum(axis=1), 0)
    counts = rng.binomial(counts, kept)
    return _with_counts(adata, counts, counts.sum(axis=1) + rng.binomial(elsewhere, kept))


def renamed(adata: ad.AnnData, rng: np.random.Generator) -> ad.AnnData:
    """Return the cells with the names of their genes dealt out anew."""
    changed = adata.copy()
    changed.var = adata.var.iloc[rng.permutation(adata.n_vars)]
    return changed


def with_common_genes(adata: ad.AnnData) -> ad.AnnData:
    """Return the cells with the 64 genes that most of them express.

    The usual choices of genes find nothing to leave out among so few, whichever cells they are shown:
    what still differs in other company is more than a choice of genes.
    """
    n_cells = np.asarray((adata.X > 0).sum(axis=0)).ravel()
    return adata[:, np.sort(np.argsort(-n_cells, kind="stable")[:_COMMON])].copy()


def _with_counts(adata: ad.AnnData, counts: npt.NDArray[np.generic], totals: npt.ArrayLike) -> ad.AnnData:
    obs = adata.obs.assign(total_counts=np.asarray(totals, np.float32))
    return ad.AnnData(sp.csr_matrix(counts.astype(np.float32)), obs, adata.var.copy())
