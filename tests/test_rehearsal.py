"""What the rehearsal tries, and what it measures."""

import numpy as np
import pytest

from stages.errors import BenchmarkError
from stages.rehearsal import (
    N_CELLS,
    Rehearsal,
    ignores_the_order_of_cells,
    neighbours_kept,
    repeats_itself,
    sees_one_cell_at_a_time,
    shift,
)
from stages.submission import read_submission

RNG = np.random.default_rng(0)
VECTORS = RNG.normal(size=(200, 10)).astype(np.float32)


@pytest.fixture
def rehearse(new_submission, tmp_path):
    """Return a function that rehearses some code with some context."""

    def rehearsal(code="def embed(adata, run):\n    return adata.X.toarray()\n", context="none", seed=0):
        folder = new_submission(code, dataset_context=context)
        return Rehearsal(read_submission(folder), folder, tmp_path / "weights", seed)

    return rehearsal


def problem(check, rehearsal):
    """Return the error that a check raises."""
    with pytest.raises(BenchmarkError) as caught:
        check(rehearsal)
    return caught.value


def test_the_cells_come_with_the_environment(rehearse):
    """Real cells in several batches, the same for one seed, and of more than one type."""
    first = rehearse().cells
    assert first.n_obs == N_CELLS
    assert list(first.obs_names) == list(rehearse().cells.obs_names)
    assert list(first.obs_names) != list(rehearse(seed=1).cells.obs_names)
    assert first.obs["batch"].nunique() == 8
    assert first.obs["label"].nunique() > 5


def test_chance_without_a_seed_is_found(rehearse):
    """Dropout left on looks the same."""
    code = (
        "import numpy as np\n"
        "def embed(adata, run):\n"
        "    return adata.X[:, :20].toarray() + np.random.default_rng().normal(size=(adata.n_obs, 20))\n"
    )
    error = problem(repeats_itself, rehearse(code))
    assert error.what.startswith("embedded twice with one seed, vectors differ by")
    assert error.what.endswith("median distances between cells; expected at most 0.001")
    assert error.fix.startswith("seed every generator with run.seed")


def test_vectors_that_follow_the_row_are_found(rehearse):
    """A model that forgets to undo its own sorting swaps cells."""
    code = (
        "def embed(adata, run):\n"
        "    counts = adata.X[:, :20].toarray()\n"
        "    return counts[counts.sum(axis=1).argsort(kind='stable')]\n"
    )
    error = problem(ignores_the_order_of_cells, rehearse(code, "gene_selection"))
    assert error.what.startswith("embedded in two orders, vectors differ by")


def test_a_fit_that_swaps_cells_is_found_by_their_neighbours(rehearse):
    """Its coordinates may change, its neighbours may not."""
    code = (
        "import numpy as np\n"
        "def embed(adata, run):\n"
        "    return adata.X.toarray()[np.random.default_rng(run.seed).permutation(adata.n_obs)]\n"
    )
    error = problem(ignores_the_order_of_cells, rehearse(code, "fit"))
    assert error.what.startswith("shown in two orders, cells keep ")
    assert error.what.endswith("of their 15 nearest neighbours; expected 30%")


def test_a_vector_that_depends_on_the_other_cells_is_found(rehearse):
    """Centring is the smallest of such dependencies."""
    code = (
        "def embed(adata, run):\n"
        "    counts = adata.X[:, :20].toarray()\n"
        "    return counts - counts.mean(axis=0)\n"
    )
    error = problem(sees_one_cell_at_a_time, rehearse(code))
    assert error.what.startswith("embedded among others and one type alone, vectors differ by")
    assert "dataset_context" in error.fix


def test_dimensions_that_depend_on_the_other_cells_are_found(rehearse):
    """So does leaving out genes that no cell at hand expresses."""
    code = (
        "def embed(adata, run):\n    counts = adata.X.toarray()\n    return counts[:, counts.any(axis=0)]\n"
    )
    error = problem(sees_one_cell_at_a_time, rehearse(code))
    assert error.what.startswith("embedded among others and one type alone, vectors have")


def test_what_is_not_claimed_is_not_tried(rehearse):
    """A fit depends on the other cells and says so."""
    outcome = sees_one_cell_at_a_time(rehearse(context="fit"))
    assert not outcome.tried
    assert outcome.detail == "not claimed: dataset_context is fit"


def test_a_shift_is_measured_in_distances_between_cells():
    """Scale plays no part: 0 is no change, 1 the distance to another cell."""
    moved = VECTORS + np.float32(1e-3)
    assert shift(VECTORS, VECTORS) == 0
    assert np.isclose(shift(VECTORS, moved), shift(1000 * VECTORS, 1000 * moved), rtol=1e-2)
    assert 0.5 < shift(VECTORS, VECTORS[::-1]) < 2


def test_coinciding_vectors_have_no_scale():
    """Any change of them is infinitely large."""
    same = np.ones((5, 2), np.float32)
    assert shift(same, same) == 0
    assert shift(same, same + 1) == np.inf


def test_neighbours_survive_a_rotation_and_no_shuffle():
    """All of them, or as many as by chance."""
    rotation, _ = np.linalg.qr(RNG.normal(size=(10, 10)))
    assert neighbours_kept(VECTORS, (VECTORS @ rotation).astype(np.float32)) > 0.99
    assert neighbours_kept(VECTORS, VECTORS[RNG.permutation(200)]) < 0.15
