"""A worker brings back what it made of its own submission, or says why there is nothing."""

import subprocess

import pytest

from stages.errand import Errand, _results, carry_out


@pytest.fixture
def repository(tmp_path):
    """Return a git repository with one file."""
    root = tmp_path / "repository"
    root.mkdir()
    (root / ".gitignore").write_text("/data/\n")
    for words in (
        ["init", "--quiet", "--initial-branch=main"],
        ["add", "--all"],
        ["-c", "user.name=tests", "-c", "user.email=tests@localhost", "commit", "--quiet", "--message=One"],
    ):
        subprocess.run(["git", *words], cwd=root, check=True)
    return root


def test_only_results_of_the_submission_come_back(repository):
    """Another submission's files, the shared lock and data stay where they are."""
    mine = ["submissions/pca/dvc.lock", "leaderboard/scores/pca/a.json", "leaderboard/checks/pca.json"]
    others = ["dvc.lock", "leaderboard/scores/hvg/a.json", "data/embeddings/pca/a.parquet", "stages/pca.py"]
    for name in mine + others:
        (repository / name).parent.mkdir(parents=True, exist_ok=True)
        (repository / name).write_text(name)
    assert _results(repository, "pca") == {name: name.encode() for name in mine}


def test_what_fails_first_is_told(repository):
    """Nothing runs in a clone that does not have the commit."""
    found = carry_out(Errand(str(repository), "0" * 40, {"url": "/nowhere"}, "pca"))
    assert found.failure.startswith("git checkout --quiet ended with 128: ")
    assert (found.files, found.ran) == ({}, 0)


def test_an_address_that_leads_nowhere_is_told(tmp_path):
    """There is no clone, and no result."""
    found = carry_out(Errand(str(tmp_path / "nothing"), "0" * 40, {"url": "/nowhere"}, "pca"))
    assert found.failure.startswith("git clone --quiet ended with 128: ")
    assert found.files == {}
