"""What a worker does with one submission: a clone of its own, one run of DVC, the results as bytes.

Workers get this module by value, so that a machine needs git and the environment, but no copy of it;
it imports the standard library only.
"""

import fcntl
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

# Both are ours alone: others use the temporary directory too.
_PREFIX, _MARKER = "frozen-cells-errand-", "frozen-cells.lock"


@dataclass(frozen=True, slots=True)
class Errand:
    """One submission, to be evaluated on every active dataset.

    Attributes
    ----------
    repository, commit
        What is cloned and checked out: an address that the worker can reach.
    storage
        Settings of the remote that inputs come from and embeddings go to, as in .dvc/config.
    submission
        Id.
    """

    repository: str
    commit: str
    storage: dict[str, str]
    submission: str


@dataclass(frozen=True, slots=True)
class Returned:
    """What a worker brings back.

    Attributes
    ----------
    files
        Path -> bytes of the submission's lock and results, as far as they changed.
    failure
        The last lines of the command that failed, else empty.
    ran
        Number of stages that were executed.
    """

    files: dict[str, bytes]
    failure: str
    ran: int
    wall_s: float


def carry_out(errand: Errand) -> Returned:
    """Evaluate a submission in a clone that exists as long as this takes.

    Inputs are pulled first: without them DVC would make them again, and without the remote nothing could
    be pushed. What is there and unchanged is not run.
    """
    started = time.monotonic()
    failure, printed = "", ""
    with _workplace() as (clone, lock):
        for words in _commands(errand):
            if words[0] == "dvc":
                _point_at(errand.storage, clone)
            status, said = _call(words, clone, lock)
            printed += said
            if status and not failure:
                failure = f"{' '.join(words[:3])} ended with {status}: {_last_lines(said)}"
            if status and words[1] != "repro":  # what other datasets gave is pushed and brought back
                break
        files = _results(clone, errand.submission)
    return Returned(files, failure, printed.count("Running stage "), time.monotonic() - started)


@contextmanager
def _workplace() -> Iterator[tuple[Path, int]]:
    """Yield an empty folder and its lock's file; remove those that workers left which were killed."""
    _sweep()
    folder = Path(tempfile.mkdtemp(prefix=f"new-{_PREFIX}"))
    clone = folder / "clone"
    clone.mkdir()
    lock = os.open(folder / _MARKER, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        # It gets the name by which others find it when it is locked, and never where locks do not exist.
        with suppress(OSError):
            _hold(lock)
            folder = folder.rename(folder.with_name(folder.name.removeprefix("new-")))
        yield folder / clone.name, lock
    finally:
        os.close(lock)  # NFS keeps a file that is open, and with it the folder
        shutil.rmtree(folder, ignore_errors=True)


def _sweep() -> None:
    """Remove what killed workers left: folders of this name that have our marker, which nobody holds."""
    for left in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        if left.is_symlink():
            continue
        # Of another user, of a living worker, without our marker, or just removed.
        with suppress(OSError):
            lock = os.open(left / _MARKER, os.O_RDWR | os.O_NOFOLLOW)
            try:
                _hold(lock)
            finally:
                os.close(lock)
            shutil.rmtree(left)


def _hold(lock: int) -> None:
    """Lock an open file until the last process that has it ends; OSError where one holds it, or none can."""
    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _commands(errand: Errand) -> list[list[str]]:
    target = f"submissions/{errand.submission}/dvc.yaml"
    repro = ["--pull", "--no-run-cache", "--allow-missing", "--single-item", "--keep-going"]
    return [
        ["git", "clone", "--quiet", "--no-checkout", errand.repository, "."],
        ["git", "checkout", "--quiet", errand.commit],
        ["dvc", "pull", "--quiet", "dvc.yaml:prepare"],
        ["dvc", "repro", *repro, target],
        ["dvc", "push", "--quiet", target],
    ]


def _point_at(storage: dict[str, str], clone: Path) -> None:
    """Name the remote in the clone: a relative address of the head's means nothing here."""
    lines = ["[core]", "    remote = errand", "['remote \"errand\"']"]
    lines += [f"    {key} = {value}" for key, value in storage.items()]
    (clone / ".dvc/config.local").write_text("\n".join(lines) + "\n")


def _call(words: list[str], folder: Path, *locks: int) -> tuple[int, str]:
    """Run a command with this interpreter's programs first; return its status and all that it said.

    It holds the locks too, as it may outlive a worker that is killed; what DVC starts in turn holds none.
    """
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = os.environ | {"PATH": path, "DVC_NO_ANALYTICS": "1", "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(  # noqa: S603 - the commands above
        words,
        cwd=folder,
        env=environment,
        pass_fds=locks,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout


def _last_lines(text: str) -> str:
    return "; ".join(line.strip() for line in text.splitlines()[-20:] if "rror" in line or "fix" in line)


def _results(clone: Path, submission: str) -> dict[str, bytes]:
    """Return what the run changed of this submission's results, and its lock."""
    if not (clone / ".git").is_dir():
        return {}
    listed = _call(["git", "ls-files", "-z", "--modified", "--others", "--exclude-standard"], clone)[1]
    paths = [Path(name) for name in listed.split("\0") if name]
    mine = [
        path for path in paths if path.parts[0] == "leaderboard" and submission in (*path.parts, path.stem)
    ]
    mine += [path for path in paths if path == Path("submissions") / submission / "dvc.lock"]
    return {str(path): (clone / path).read_bytes() for path in mine if (clone / path).is_file()}
