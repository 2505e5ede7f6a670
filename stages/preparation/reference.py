"""The unintegrated reference of a dataset of any size."""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp
from sklearn.decomposition import PCA
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]  # it publishes no types

from stages.preparation.components import N_DIMS, log_normalised, principal_components
from stages.preparation.counts import Counts

MOST_FITTED = 50_000  # cells: of more, the directions are those of a fixed random sample of so many


def unintegrated(
    counts: Counts, totals: npt.NDArray[np.float64], seed: int, most: int = MOST_FITTED
) -> npt.NDArray[np.float32]:
    """Return the leading 50 principal components of log-normalised counts, shape (n_cells, n_dims).

    Parameters
    ----------
    counts
        (n_cells, n_genes).
    totals
        (n_cells,), the library sizes.
    seed
        Of the sample, and of where the iteration starts.
    most
        Of at most so many cells the components are exact. Of more, they are fitted on a random sample of
        so many cells, and every cell is projected on them: the whole matrix need not fit the memory.
    """
    n_cells = counts.shape[0]
    if n_cells <= most:
        return principal_components(_stacked(_logs(counts, totals)), seed)
    chosen = np.zeros(n_cells, dtype=bool)
    chosen[np.random.default_rng([seed, n_cells]).choice(n_cells, most, replace=False)] = True
    with threadpool_limits(1):  # how BLAS splits a sum among threads decides its last digit
        pca = PCA(N_DIMS, svd_solver="arpack", random_state=seed)
        pca.fit(_stacked(_logs(counts, totals, chosen)))
        return np.concatenate([np.float32(pca.transform(logs)) for logs in _logs(counts, totals)])


def _logs(
    counts: Counts, totals: npt.NDArray[np.float64], chosen: npt.NDArray[np.bool_] | None = None
) -> Iterator[sp.csr_matrix]:
    """Yield the log-normalised rows in blocks, all of them or those that are chosen."""
    start = 0
    for block in counts.blocks():
        rows = slice(start, start + block.shape[0])
        start = rows.stop
        if chosen is None:
            yield log_normalised(block, totals[rows])
        elif chosen[rows].any():
            yield log_normalised(block[chosen[rows]], totals[rows][chosen[rows]])


def _stacked(blocks: Iterator[sp.csr_matrix]) -> sp.csr_matrix:
    found = list(blocks)
    return found[0] if len(found) == 1 else sp.vstack(found, format="csr")
