"""Why the judge's kBET differs: each cause removed in turn, on inputs that do not change."""

import re
import warnings

import numpy as np
import pytest
from scipy.sparse import csr_matrix
from scipy.sparse.linalg import eigsh

from stages.auditing.judge import judge_kbet, with_self
from stages.auditing.kbet_steps import N_STARTS, kbet_steps
from stages.metrics.cells import KBET_K, Cells
from stages.metrics.compute import compute

pytestmark = [
    pytest.mark.slow,  # numba compiles for most of a minute
    pytest.mark.filterwarnings("ignore"),  # the judge's own
]


@pytest.fixture(scope="module")
def made(planted):
    """Return cells of which one label is hit by single precision, and their neighbours for the judge."""
    found = planted(400, 20, labels=4.0, batches=2.0, seed=3)
    cells = Cells(found.points, found.label, found.batch, found.unintegrated)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the judge's own
        return cells, with_self(cells.neighbours(KBET_K))


def test_in_single_precision_the_stationary_state_depends_on_where_the_solver_starts(made):
    """The matrix is not symmetric, its largest eigenvalue not 1; in double precision both are."""
    from scib_metrics.utils._diffusion_nn import _compute_transitions  # noqa: PLC0415 - warns when imported

    cells, found = made
    members = cells.label == 3  # the one that is hit
    graph = csr_matrix(found.knn_graph_connectivities)[members][:, members]
    for kind, symmetric in ((np.float32, False), (np.float64, True)):
        matrix = csr_matrix(_compute_transitions(graph.astype(kind))).astype(np.float64)
        tops = [eigsh(matrix, k=50, rng=seed)[0].max() for seed in range(4)]
        assert (abs(matrix - matrix.T).max() < 1e-15) == symmetric
        assert (np.ptp(tops) < 1e-12) == symmetric
        assert (np.float32(tops[0]) == 1) == symmetric


def test_names_of_labels_move_the_judge_and_not_us(made):
    """A label of 14 cells takes diffusion components from all that come after it."""
    cells, found = made
    in_double = type(found)(found.indices, found.distances)
    object.__setattr__(
        in_double, "knn_graph_connectivities", csr_matrix(found.knn_graph_connectivities, dtype=float)
    )
    small = np.flatnonzero(cells.label == 0)[:14]
    first, last = cells.label + 1, cells.label + 1
    first[small], last[small] = 0, 9
    theirs = [judge_kbet(in_double, label, cells.batch) for label in (first, last)]
    ours = [
        compute(Cells(cells.points, label, cells.batch, cells.unintegrated), ["kbet"])["kbet"].value
        for label in (first, last)
    ]
    assert abs(theirs[0] - theirs[1]) > 0.01
    assert ours[0] == pytest.approx(ours[1], abs=1e-12)


def test_with_the_causes_removed_the_judge_gives_our_value(made):
    """Single precision, components that depend on other labels; what is left of its search is little."""
    cells, found = made
    ours = compute(cells, ["kbet"])["kbet"].value
    value, text = kbet_steps(found, cells.label, cells.batch)
    numbers = [float(number) for number in re.findall(r"\d\.\d{5}", text)]
    low, high, _, alone, dense = numbers
    assert f"over {N_STARTS} starts" in text
    assert value == pytest.approx(ours, abs=1e-5)  # of a graph of its own: umap's
    assert dense == pytest.approx(value, abs=1e-5)
    assert alone == pytest.approx(ours, abs=0.01)
    assert high - ours > 0.01
    assert low <= high
