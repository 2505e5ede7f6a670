"""The unintegrated reference is exact for few cells, and close to it for many."""

import anndata as ad
import numpy as np
import pytest
import scipy.sparse as sp

from stages.preparation import counts as module
from stages.preparation.components import log_normalised, principal_components
from stages.preparation.counts import counts_in
from stages.preparation.raw_file import in_memory
from stages.preparation.reference import unintegrated

N_CELLS = 600


@pytest.fixture
def matrix():
    """Return counts of five types, 600 cells x 120 genes."""
    rng = np.random.default_rng(0)
    profiles = rng.gamma(0.5, 2, (5, 120))
    return sp.csr_matrix(rng.poisson(profiles[rng.integers(5, size=N_CELLS)]).astype(np.float32))


@pytest.fixture
def reference(matrix):
    """Return a function that makes the reference, and the exact one."""
    totals = np.asarray(matrix.sum(axis=1), dtype=float).ravel()
    counts = counts_in(in_memory(ad.AnnData(matrix)), "X", "")
    exact = principal_components(log_normalised(matrix, totals), 1)
    return lambda most: (unintegrated(counts, totals, 1, most), exact)


@pytest.mark.parametrize("block", [1000, 10**8])
def test_up_to_the_limit_every_cell_is_fitted(block, reference, monkeypatch):
    """Bit by bit, in however many blocks the counts are read."""
    monkeypatch.setattr(module, "_BLOCK", block)
    found, exact = reference(N_CELLS)
    assert found.tobytes() == exact.tobytes()


def test_of_more_a_sample_is_fitted_and_all_are_projected(reference, monkeypatch):
    """The types are as far apart as before; the same seed gives the same bytes."""
    monkeypatch.setattr(module, "_BLOCK", 5000)
    found, exact = reference(300)
    assert found.shape == exact.shape
    assert found.dtype == np.float32
    between = exact[:, :4]  # what tells five types apart
    rotation, *_ = np.linalg.lstsq(found[:, :4], between, rcond=None)
    assert ((between - found[:, :4] @ rotation) ** 2).sum() < 0.02 * (between**2).sum()
    assert reference(300)[0].tobytes() == found.tobytes()
