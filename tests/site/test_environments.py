"""Versions of libraries on a submission's page, from the records of runs."""

from made_runs import record
from made_tables import made_tables
from made_tables import write_tables as write

from stages.files import write_json
from stages.site.board import read_board
from stages.site.environments import environments, read_runs


def written(tmp_path, *records):
    """Return the board and the runs, as the stage reads them."""
    write(made_tables(1), tmp_path)
    for one in records:
        kept = one.as_json() | {"log": ["12 of 700 genes are known"]}  # as the stage `embed` writes it
        write_json(kept, tmp_path / f"runs/{one.submission}/{one.dataset}.json")
    return read_board(tmp_path), read_runs(tmp_path / "runs")


def test_equal_environments_are_said_once(tmp_path):
    """Python comes first; the datasets are named."""
    board, runs = written(tmp_path, record("pbmc"), record("thinned"))
    (found,) = environments(board, runs, "model_000")
    assert found.places == ("Pbmc", "Thinned")
    assert [name for name, _ in found.versions] == ["python", "anndata", "numpy"]


def test_a_run_of_another_embedding_says_nothing_of_the_score(tmp_path):
    """Its versions are left out."""
    board, runs = written(tmp_path, record("pbmc", embedding_sha256="2" * 64))
    assert environments(board, runs, "model_000") == []


def test_versions_are_on_the_page_of_the_submission(made, tmp_path):
    """Each with its library."""
    write_json(record("pbmc").as_json(), tmp_path / "runs/model_000/pbmc.json")
    page = made(made_tables(1))["submissions/model_000.md"]
    assert "Versions of the libraries <small>Pbmc</small>" in page
    assert "python 3.11.7, anndata 0.12.19, numpy 2.4.6" in page
