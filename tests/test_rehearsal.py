"""A rehearsal runs a submission on cells in several forms, and no more often than it is asked for."""

from concurrent.futures import Future

import numpy as np
import pytest

from stages.errors import BenchmarkError
from stages.inference import Inference, infer
from stages.libraries import library_sha256
from stages.rehearsal import N_CELLS, N_SINGLY, SHOWN, Rehearsal
from stages.submission import read_submission

COUNTS = "def embed(adata, run):\n    return adata.X[:, :20].toarray()\n"


@pytest.fixture
def rehearse(new_submission, tmp_path):
    """Return a function that begins the rehearsal of some code."""

    def beginning(code=COUNTS, n_cells=120, seed=0, **keys):
        folder = new_submission(code, dataset_context="none", **keys)
        return Rehearsal(read_submission(folder), folder, tmp_path / "weights", seed, n_cells)

    return beginning


def test_the_cells_come_with_the_environment(rehearse):
    """Real cells in several batches, the same for one seed, and of more than one type."""
    first = rehearse(n_cells=N_CELLS).cells
    assert first.n_obs == N_CELLS
    assert list(first.obs_names) == list(rehearse(n_cells=N_CELLS).cells.obs_names)
    assert list(first.obs_names) != list(rehearse(n_cells=N_CELLS, seed=1).cells.obs_names)
    assert first.obs["batch"].nunique() == 8
    assert first.obs["label"].nunique() > 5


def test_parts_are_one_type_half_of_the_cells_and_a_few(rehearse):
    """Together they vary the company of a cell, and the number of cells in a call."""
    with rehearse() as rehearsal:
        parts, labels = rehearsal.parts, rehearsal.cells.obs["label"]
    assert labels[parts["one_type"]].nunique() == 1
    assert parts["half"].sum() == 60
    assert parts["singly"].sum() == N_SINGLY


def moved_alone(rehearsal):
    """Return how far cells move that are shown one by one; two processes, and none for other checks."""
    done = rehearsal._singly()
    assert done.error is None, done.error
    return np.abs(done.vectors - rehearsal.vectors("full")[rehearsal.parts["singly"]]).max()


def test_cells_are_shown_one_by_one_in_one_process(rehearse):
    """What is per cell by nature gives the same vectors; lines of errors keep their numbers."""
    with rehearse(
        "calls = []\n" + COUNTS.replace("    ", "    calls.append(adata.n_obs)\n    ")
    ) as rehearsal:
        assert moved_alone(rehearsal) == 0
    code = "def embed(adata, run):\n\n    return adata.X.toarray()[[1, *range(1, adata.n_obs)]]\n"
    with rehearse(code) as rehearsal:
        error = rehearsal._singly().error
    assert error.what.startswith("embed.py raised IndexError")
    assert error.where.startswith(str(rehearsal.folder))
    assert "line 3, in embed" in error.where


def test_cells_that_are_left_in_their_file_are_shown_one_by_one_too(rehearse):
    """Each comes out of the file, in the form that code for a file can read."""
    code = COUNTS.replace("adata.X[:, :20]", "adata.X[0:500][:, :20]")
    with rehearse(code, runtime="{backed: true}") as rehearsal:
        assert moved_alone(rehearsal) == 0


def test_cells_are_shown_one_by_one_with_the_shared_libraries(rehearse, tmp_path):
    """The copy of the code that is called once per cell imports what the code imports."""
    library = tmp_path / "submissions/_libraries/doubling"
    library.mkdir(parents=True)
    (library / "__init__.py").write_text("TWO = 2\n")
    runtime = f"{{libraries: [{{name: doubling, sha256: '{library_sha256(library)}'}}]}}"
    with rehearse(f"from doubling import TWO\n\n{COUNTS.rstrip()} * TWO\n", runtime=runtime) as rehearsal:
        assert moved_alone(rehearsal) == 0


def test_an_error_says_which_cells_were_shown(rehearse):
    """What fails on damaged cells alone would puzzle whoever sees it work; every form has its words."""
    failed = Future()
    failed.set_result(Inference(None, BenchmarkError("embed() returned NaN", where="here", fix="mend it")))
    with rehearse() as rehearsal:
        assert set(rehearsal._forms) == set(SHOWN)
        rehearsal.__dict__["_started"] = dict.fromkeys(SHOWN, failed)
        with pytest.raises(BenchmarkError) as told:
            rehearsal.vectors("destroyed")
    assert told.value.what == "shown cells whose genes were dealt out anew: embed() returned NaN"
    assert (told.value.where, told.value.fix) == ("here", "mend it")


@pytest.fixture
def runs(monkeypatch):
    """Return the number of cells of each run that has begun: none of them can write where we could count."""
    begun = []

    def counted(cells, *arguments, **names):
        begun.append(cells.n_obs)
        return infer(cells, *arguments, **names)

    monkeypatch.setattr("stages.rehearsal.infer", counted)
    return begun


def test_a_run_is_made_once(rehearse, runs):
    """Several checks look at the same vectors."""
    with rehearse("def embed(adata, run):\n    return adata.X.toarray()\n") as rehearsal:
        for _ in range(2):
            assert rehearsal.vectors("full").shape == (120, 765)
            assert rehearsal.moved("singly") == 0
        rehearsal.vectors("renamed")
    assert len(runs) <= 9  # all cells in eight forms, and 32 alone
    assert runs.count(N_SINGLY) == 1


def test_a_submission_that_fails_runs_once(rehearse, runs):
    """Nothing else is started before there are vectors."""
    code = "def embed(adata, run):\n    return 1 / 0\n"
    with rehearse(code) as rehearsal, pytest.raises(BenchmarkError, match="ZeroDivisionError"):
        rehearsal.vectors("again")
    assert runs == [120]
