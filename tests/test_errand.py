"""A worker brings back what it made of its own submission, or says why there is nothing."""

import os
import select
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from stages.errand import Errand, _results, _workplace, carry_out

ROOT = Path(__file__).parent.parent
AT_WORK = """
import subprocess, sys
from stages.errand import _workplace
with _workplace() as (folder, lock):
    (folder / "clone").mkdir()
    left = subprocess.Popen(["sleep", "600"], pass_fds=[lock]) if sys.argv[1] == "busy" else None
    print(folder, left.pid if left else 0, flush=True)
    sys.stdin.read()
"""


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


def killed_worker(kind):
    """Kill a worker at its work; return its folder, and the process it left behind if it was busy."""
    words = [sys.executable, "-c", AT_WORK, kind]
    with subprocess.Popen(
        words, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as worker:
        folder, left = worker.stdout.readline().split()
        worker.kill()
    assert worker.returncode == -signal.SIGKILL
    return Path(folder), int(left)


def test_the_clone_of_a_killed_worker_is_removed_by_the_next(tmp_path, monkeypatch):
    """A dead worker cannot tidy up; that of a living one stays, and so does a folder behind a link."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", None)
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "errand-link").symlink_to(tmp_path / "elsewhere")
    dead, _ = killed_worker("idle")
    assert (dead / "clone").is_dir()
    with _workplace() as (living, _):
        assert not dead.exists()
        with _workplace() as (another, _):
            assert living.is_dir()
            assert another != living
    assert sorted(path.name for path in tmp_path.iterdir()) == ["elsewhere", "errand-link"]


def test_a_clone_in_which_something_still_runs_is_left_alone(tmp_path, monkeypatch):
    """What a killed worker had started holds its clone until it ends."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", None)
    folder, left = killed_worker("busy")
    with _workplace():
        assert folder.is_dir()
    ended = os.pidfd_open(left)
    os.kill(left, signal.SIGKILL)
    select.select([ended], [], [])
    os.close(ended)
    with _workplace():
        assert not folder.exists()
