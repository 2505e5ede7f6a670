"""The reference is PCA of log-normalised counts, the same on every run."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import scipy.sparse as sp

from stages.preparation.components import log_normalised, principal_components

ROOT = Path(__file__).parents[2]


def counts(n_cells, n_genes):
    """Return Poisson counts around five profiles."""
    rng = np.random.default_rng(0)
    profiles = rng.gamma(0.5, 2, (5, n_genes))
    return sp.csr_matrix(rng.poisson(profiles[rng.integers(5, size=n_cells)]).astype(np.float32))


def reference(dense, n_dims):
    """Return the components by a dense singular value decomposition, signs aside."""
    left, values, _ = np.linalg.svd(dense - dense.mean(axis=0), full_matrices=False)
    return np.abs((left * values)[:, :n_dims])


def test_cells_are_scaled_to_ten_thousand_of_their_library():
    """The library may be larger than the counts in the file."""
    found = log_normalised(sp.csr_matrix([[1.0, 3.0], [0.0, 0.0]]), np.array([20.0, 0.0]))
    assert np.allclose(found.toarray(), [[np.log1p(500), np.log1p(1500)], [0, 0]])


@pytest.mark.parametrize("shape", [(120, 90), (60, 300)])
def test_components_are_those_of_a_dense_decomposition(shape):
    """The sparse way gives the numbers of the plain one."""
    matrix = counts(*shape)
    logs = log_normalised(matrix, np.asarray(matrix.sum(axis=1), dtype=float).ravel())
    found = principal_components(logs, seed=1)
    assert found.shape == (shape[0], 50)
    assert found.dtype == np.float32
    assert np.allclose(np.abs(found), reference(logs.toarray(), 50), atol=1e-4)


@pytest.mark.parametrize(("shape", "n_dims"), [((20, 90), 19), ((90, 20), 20), ((2, 5), 1), ((5, 1), 1)])
def test_small_data_has_fewer_components(shape, n_dims):
    """One dimension is lost to the mean."""
    assert principal_components(counts(*shape), seed=1).shape == (shape[0], n_dims)


def test_equal_cells_and_seed_give_equal_bytes():
    """Signs are fixed, and so is the start of the iteration."""
    matrix = counts(120, 90)
    first, second = (principal_components(matrix, seed=1) for _ in range(2))
    assert first.tobytes() == second.tobytes()


def test_another_start_gives_the_same_components():
    """The sign does not depend on the seed."""
    matrix = counts(120, 90)
    assert np.allclose(principal_components(matrix, 1), principal_components(matrix, 2), atol=1e-3)


@pytest.mark.parametrize("shape", [(9, 4), (100, 80)])
def test_cells_that_are_all_equal_have_components_of_zero(shape):
    """Nothing varies, and nothing is NaN."""
    assert not principal_components(sp.csr_matrix(np.ones(shape)), seed=1).any()


def test_components_are_the_same_bytes_on_any_number_of_cores():
    """A clone on another machine must not rerun every score for the last digit of a sum."""
    script = (
        "import hashlib, numpy as np, scipy.sparse as sp\n"
        "from stages.preparation.components import principal_components\n"
        "X = sp.random(900, 400, density=0.2, random_state=0, format='csr')\n"
        "print(hashlib.sha256(principal_components(X, 3).tobytes()).hexdigest())"
    )
    found = {
        subprocess.run(
            [sys.executable, "-c", script],
            env=os.environ | dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), n_threads),
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for n_threads in ("1", "2", "4")
    }
    assert len(found) == 1
