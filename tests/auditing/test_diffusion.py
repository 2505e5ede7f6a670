"""The plainest computation of kBET gives the value of ours, which is neither dense nor exhaustive."""

import numpy as np
import pytest

from stages.auditing.diffusion import dense_kbet, sizes_in_batches
from stages.metrics.cells import Cells
from stages.metrics.compute import compute


@pytest.fixture
def both(planted):
    """Return a function from settings of planted cells to (ours, the plainest)."""

    def of(*, label=None, points=None, n_cells=400, **settings):
        found = planted(n_cells, 20, **settings)
        cells = Cells(
            found.points if points is None else points,
            found.label if label is None else label,
            found.batch,
            found.unintegrated,
        )
        return compute(cells, ["kbet"])["kbet"].value, dense_kbet(cells.kbet_graph, cells.label, cells.batch)

    return of


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("batches", [0.5, 2.0, 6.0])
def test_it_is_ours(both, batches, seed):
    """Mixed, half mixed and apart: every cell is judged alike."""
    ours, plainest = both(labels=4.0, batches=batches, seed=seed)
    assert plainest == pytest.approx(ours, abs=1e-12)


def test_it_is_ours_where_a_small_label_comes_first(both):
    """The number of components is that of each label."""
    label = np.where(np.arange(400) < 14, 0, np.where(np.arange(400) < 30, 1, 2))
    ours, plainest = both(label=label, labels=0.0, batches=2.0)
    assert plainest == pytest.approx(ours, abs=1e-12)


def test_it_is_ours_where_eigenvectors_are_iterated(both):
    """More cells in a label than are worth a dense matrix."""
    ours, plainest = both(n_cells=1400, label=np.arange(1400) % 2, labels=0.0, batches=1.5)
    assert 0.02 < ours < 0.98
    assert plainest == pytest.approx(ours, abs=1e-12)


def test_it_is_ours_where_all_cells_of_a_label_are_equal(both, planted):
    """All eigenvalues but one are tied, and all distances too: neither is left to a solver."""
    codes = np.unique(planted(400, 20).label, return_inverse=True)[1]
    ours, plainest = both(points=np.eye(6)[codes])
    assert 0.9 < ours < 1
    assert plainest == pytest.approx(ours, abs=1e-12)


def test_pieces_count_as_in_the_definition():
    """A label in pieces too small is rejected as a whole; so is one whose large piece is one batch."""
    block = np.ones((40, 40))
    batch = np.arange(80) % 2
    apart = np.block([[block, 0 * block], [0 * block, block]])
    one = np.zeros(80, dtype=np.intp)
    assert dense_kbet(_sparse(apart), one, np.repeat([0, 1], 40)) == pytest.approx(0, abs=1e-12)
    assert dense_kbet(_sparse(np.kron(np.eye(8), np.ones((10, 10)))), one, batch) == 0
    large = np.zeros((80, 80))
    large[:64, :64] = 1
    assert dense_kbet(_sparse(large + np.eye(80)), one, np.repeat([0, 1], [64, 16])) == 0


def test_sizes_are_those_of_batches_there_are():
    """A batch that a label lacks has no size in it."""
    assert sizes_in_batches(np.array([2, 0, 2])).tolist() == [1, 2]


def _sparse(dense):
    from scipy.sparse import csr_matrix  # noqa: PLC0415 - beside its only use

    return csr_matrix(dense - np.diag(np.diag(dense)) + 1e-9 * np.eye(len(dense)))
