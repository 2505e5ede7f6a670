"""The unintegrated reference: principal components of log-normalised counts."""

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp
from sklearn.decomposition import PCA
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]  # it publishes no types

N_DIMS = 50
_TARGET = 10_000


def log_normalised(counts: sp.csr_matrix, totals: npt.NDArray[np.float64]) -> sp.csr_matrix:
    """Return log(1 + counts per 10,000 of the library size); cells without counts stay zero.

    Parameters
    ----------
    counts
        (n_cells, n_genes).
    totals
        (n_cells,), the library sizes.
    """
    scale = np.divide(_TARGET, totals, out=np.zeros(len(totals)), where=totals > 0)
    return sp.csr_matrix(sp.diags(scale) @ counts.astype(np.float64)).log1p()


def principal_components(log_counts: sp.csr_matrix, seed: int) -> npt.NDArray[np.float32]:
    """Return the leading 50 principal components, shape (n_cells, n_dims), centred and not scaled.

    n_dims is smaller where the data has fewer dimensions. The sign of each component is the one
    that makes its largest gene loading positive; the same cells and seed give the same numbers,
    whatever the number of cores.
    """
    with threadpool_limits(1):  # how BLAS splits a sum among threads decides its last digit
        return np.asarray(_projected(log_counts, seed), dtype=np.float32)


def _projected(log_counts: sp.csr_matrix, seed: int) -> npt.NDArray[np.float64]:
    n_dims = min(N_DIMS, log_counts.shape[0] - 1, log_counts.shape[1])  # centring takes one dimension
    if (log_counts.max(axis=0) != log_counts.min(axis=0)).nnz == 0:  # no gene varies: no direction either
        return np.zeros((log_counts.shape[0], n_dims))
    if n_dims < min(log_counts.shape):
        # ARPACK works on the sparse matrix: centring it would fill the memory.
        pca, matrix = PCA(n_dims, svd_solver="arpack", random_state=seed), log_counts
    else:
        pca, matrix = PCA(n_dims, svd_solver="full"), log_counts.toarray()
    vectors: npt.NDArray[np.float64] = pca.fit_transform(matrix)
    return vectors
