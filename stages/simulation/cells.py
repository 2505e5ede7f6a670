"""Simulated cells as the pipeline sees a dataset: what was planted, and the unintegrated reference."""

import numpy as np
import numpy.typing as npt
import pandas as pd
import scipy.sparse as sp

from stages.metrics.views import Truth
from stages.preparation.components import log_normalised, principal_components

Floats = npt.NDArray[np.floating]


def normalised(counts: sp.csr_matrix) -> sp.csr_matrix:
    """Return log-normalised counts as prepare makes them, (n_cells, n_genes)."""
    return log_normalised(counts, np.asarray(counts.sum(axis=1), dtype=np.float64).ravel())


def components(counts: sp.csr_matrix, seed: int) -> Floats:
    """Return the 50 principal components that prepare calls unintegrated."""
    return principal_components(normalised(counts), seed)


def truth(obs: pd.DataFrame, unintegrated: Floats) -> Truth:
    """Return what an embedding of these cells is scored against."""
    label, batch, donor = (obs[column].to_numpy(dtype=str) for column in ("cell_type", "batch", "donor"))
    return Truth(label, batch, unintegrated, donor)
