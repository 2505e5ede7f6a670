"""The rehearsal prints a tick per check, or one message that says what to change."""

import subprocess
import sys
from pathlib import Path

import pytest

from stages.check import check
from stages.errors import BenchmarkError

ROOT = Path(__file__).parent.parent
PER_CELL = "def embed(adata, run):\n    return adata.X[:, :20].toarray()\n"
NONE = {"dataset_context": "none"}


def problem(folder):
    """Return the error at which the rehearsal stops."""
    with pytest.raises(BenchmarkError) as caught:
        check(folder)
    return caught.value


def test_a_submission_that_keeps_to_everything_gets_its_ticks(new_submission, capsys):
    """One line per check, in the order in which they run."""
    check(new_submission(PER_CELL, **NONE))
    lines = capsys.readouterr().out.splitlines()
    assert [line[:2] for line in lines] == ["\N{CHECK MARK} "] * 6
    assert lines[0].endswith("My model, version 1, fitted")
    assert "200 x 20" in lines[2]
    assert lines[3].endswith("the same bytes")


def test_what_is_not_claimed_is_not_tried(new_submission, capsys):
    """A fit depends on the other cells and says so."""
    check(new_submission(PER_CELL))
    assert capsys.readouterr().out.splitlines()[-1] == (
        "- a vector depends on its own cell alone: not claimed: dataset_context is fit"
    )


def test_chance_without_a_seed_is_found(new_submission):
    """Dropout left on looks the same."""
    code = (
        "import numpy as np\n"
        "def embed(adata, run):\n"
        "    return adata.X[:, :20].toarray() + np.random.default_rng().normal(size=(adata.n_obs, 20))\n"
    )
    error = problem(new_submission(code, **NONE))
    assert error.what.startswith("embedded twice with one seed, vectors differ by")
    assert error.fix.startswith("seed every generator with run.seed")


@pytest.mark.parametrize("context", ["none", "gene_selection", "statistics"])
def test_vectors_that_follow_the_row_are_found(new_submission, context):
    """A model that forgets to undo its own sorting swaps cells."""
    code = (
        "def embed(adata, run):\n"
        "    counts = adata.X[:, :20].toarray()\n"
        "    return counts[counts.sum(axis=1).argsort(kind='stable')]\n"
    )
    error = problem(new_submission(code, dataset_context=context))
    assert error.what.startswith("embedded in two orders, vectors differ by")


def test_a_fit_that_swaps_cells_is_found_by_their_neighbours(new_submission):
    """Its coordinates may change, its neighbours may not."""
    code = (
        "import numpy as np\n"
        "def embed(adata, run):\n"
        "    return adata.X.toarray()[np.random.default_rng(run.seed).permutation(adata.n_obs)]\n"
    )
    error = problem(new_submission(code))
    assert error.what.startswith("shown in two orders, cells keep ")
    assert error.what.endswith("of their 15 nearest neighbours; expected 30%")


def test_a_vector_that_depends_on_the_other_cells_is_found(new_submission):
    """Centring is the smallest of such dependencies."""
    code = (
        "def embed(adata, run):\n"
        "    counts = adata.X[:, :20].toarray()\n"
        "    return counts - counts.mean(axis=0)\n"
    )
    error = problem(new_submission(code, **NONE))
    assert error.what.startswith("embedded among others and one type alone, vectors differ by")
    assert "dataset_context" in error.fix


def test_dimensions_that_depend_on_the_other_cells_are_found(new_submission):
    """So does leaving out genes that no cell at hand expresses."""
    code = (
        "def embed(adata, run):\n    counts = adata.X.toarray()\n    return counts[:, counts.any(axis=0)]\n"
    )
    error = problem(new_submission(code, **NONE))
    assert error.what.startswith("embedded among others and one type alone, vectors have")


def test_the_command_prints_three_lines_and_fails(new_submission):
    """A person sees what is wrong, where, and what to do; a workflow sees the exit status."""
    folder = new_submission(track="zeroshot")
    done = subprocess.run(
        [sys.executable, "-m", "stages.check", folder], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert [line.split()[0] for line in done.stderr.splitlines()] == ["error:", "in", "fix"]
