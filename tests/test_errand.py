"""A worker brings back what it made of its own submission, or says why there is nothing."""

import errno
import fcntl
import os
import select
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from stages.errand import _MARKER, Errand, _results, _workplace, carry_out

ROOT = Path(__file__).parent.parent
AT_WORK = """
import subprocess, sys
from stages.errand import _workplace
with _workplace() as (clone, lock):
    (clone / "file").touch()
    left = subprocess.Popen(["sleep", "600"], pass_fds=[lock]) if sys.argv[1] == "busy" else None
    print(clone, left.pid if left else 0, flush=True)
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
    """Kill a worker at its work; return its clone, and the process it left behind if it was busy."""
    words = [sys.executable, "-c", AT_WORK, kind]
    with subprocess.Popen(
        words, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as worker:
        clone, left = worker.stdout.readline().split()
        worker.kill()
    assert worker.returncode == -signal.SIGKILL
    return Path(clone), int(left)


def test_the_clone_of_a_killed_worker_is_removed_by_the_next(tmp_path, monkeypatch):
    """A dead worker cannot tidy up; that of a living one stays, and so does a folder behind a link."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", None)
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / _MARKER).touch()
    (tmp_path / "frozen-cells-errand-link").symlink_to(tmp_path / "elsewhere")
    dead, _ = killed_worker("idle")
    assert (dead / "file").is_file()
    with _workplace() as (living, _):
        assert not dead.parent.exists()
        with _workplace() as (another, _):
            assert living.is_dir()
            assert another != living
    assert sorted(path.name for path in tmp_path.iterdir()) == ["elsewhere", "frozen-cells-errand-link"]
    assert (tmp_path / "elsewhere" / _MARKER).is_file()


def test_what_others_keep_in_the_temporary_directory_stays(tmp_path, monkeypatch):
    """A folder of a similar name, or of ours without the marker, was made by somebody else."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    names = ["errand-of-others", "frozen-cells-errand-without-marker"]
    for name in names:
        (tmp_path / name).mkdir()
    with _workplace():
        pass
    assert sorted(path.name for path in tmp_path.iterdir()) == names


@pytest.mark.parametrize("reason", [errno.ENOSYS, errno.EBADF, errno.ENOLCK])
def test_where_files_cannot_be_locked_work_goes_on_and_nothing_is_swept(tmp_path, monkeypatch, reason):
    """Some network file systems have no locks; there nobody can tell a dead worker from a living one."""

    def refuse(*_):
        raise OSError(reason, os.strerror(reason))

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    left = tmp_path / "frozen-cells-errand-left"
    left.mkdir()
    (left / _MARKER).touch()
    with monkeypatch.context() as without_locks:
        without_locks.setattr(fcntl, "flock", refuse)
        with _workplace() as (clone, _):
            assert list(clone.iterdir()) == []
            assert not clone.parent.name.startswith("frozen-cells-errand-")  # which others sweep
    assert list(tmp_path.iterdir()) == [left]


def test_a_clone_in_which_something_still_runs_is_left_alone(tmp_path, monkeypatch):
    """What a killed worker had started holds its clone until it ends."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", None)
    clone, left = killed_worker("busy")
    with _workplace():
        assert clone.is_dir()
    ended = os.pidfd_open(left)
    os.kill(left, signal.SIGKILL)
    select.select([ended], [], [])
    os.close(ended)
    with _workplace():
        assert not clone.parent.exists()
