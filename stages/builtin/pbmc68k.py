"""Real blood cells that ship with scanpy, with their integer counts recovered."""

import anndata as ad
import numpy as np
import numpy.typing as npt
import pandas as pd
import scanpy as sc
import scipy.sparse as sp

from stages.errors import BenchmarkError

# The file's values are rounded to three decimals, so a recovered count is right if it explains its
# value to half a unit of the third decimal (and float32's error); the next count is 0.0038 away.
_TOLERANCE = 0.0005 + 1e-5


def pbmc68k(rng: np.random.Generator) -> ad.AnnData:  # noqa: ARG001 - nothing is drawn
    """Return 700 peripheral blood cells x 765 genes with batch, bulk_labels and n_counts.

    Zheng et al. 2017, Nature Communications 8:14049, as reduced by scanpy. The batch is the 10x
    lane in the barcode's suffix; n_counts is the library size over all genes.
    """
    published = sc.datasets.pbmc68k_reduced()
    n_counts = published.obs["n_counts"].to_numpy(dtype=np.float64)
    counts = recovered_counts(sp.csr_matrix(published.raw.X), n_counts)
    obs = pd.DataFrame(
        {
            "batch": "lane" + published.obs_names.str.rpartition("-").get_level_values(2),
            "bulk_labels": published.obs["bulk_labels"].astype(str).to_numpy(),
            "n_counts": n_counts,
        },
        index=pd.Index(published.obs_names.to_numpy(dtype=object), name="cell_id"),
    )
    var = pd.DataFrame(index=pd.Index(published.raw.var_names.to_numpy(dtype=object), name="symbol"))
    return ad.AnnData(counts, obs, var)


def recovered_counts(log_counts: sp.csr_matrix, n_counts: npt.NDArray[np.float64]) -> sp.csr_matrix:
    """Return the integer counts C behind log1p(10,000 C / n_counts).

    Parameters
    ----------
    log_counts
        (n_cells, n_genes), log1p of counts per 10,000, rounded to three decimals.
    n_counts
        (n_cells,), what each cell was normalised by.

    Raises
    ------
    BenchmarkError
        If some entry is explained by no integer.
    """
    per_entry = np.repeat(n_counts, np.diff(log_counts.indptr))
    counts = np.round(np.expm1(log_counts.data.astype(np.float64)) * per_entry / 10_000)
    distance = np.abs(np.log1p(counts / per_entry * 10_000) - log_counts.data)
    if (wrong := ~(distance <= _TOLERANCE)).any():
        raise BenchmarkError(
            f"{wrong.sum():,} of {wrong.size:,} entries come from no integer count: the farthest is "
            f"{np.nanmax(distance):.4f} away in log1p; expected at most {_TOLERANCE:.5f}",
            where="scanpy.datasets.pbmc68k_reduced().raw",
            fix="install the scanpy version of requirements.lock",
        )
    return sp.csr_matrix((counts.astype(np.float32), log_counts.indices, log_counts.indptr), log_counts.shape)
