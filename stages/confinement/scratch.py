"""A folder for temporary files of a run, which does not outlive it for long."""

import fcntl
import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_PREFIX = "frozen-cells-run-"


@contextmanager
def scratch_for(user: int | None) -> Iterator[Path]:
    """Yield a folder that only `user` (None: ourselves) may enter; remove it, and what runs before left.

    A lock says that its owner lives: the kernel gives it back when the owner is killed.
    """
    sweep()
    folder = Path(tempfile.mkdtemp(prefix=f".{_PREFIX}"))
    lock = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        folder = folder.rename(folder.with_name(folder.name.removeprefix(".")))  # swept only once locked
        if user is not None:
            os.chown(folder, user, user)
        yield folder
    finally:
        remove(folder)
        os.close(lock)


def sweep() -> None:
    """Remove the folders whose owner has ended."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        with suppress(OSError):  # somebody else's, or gone by now
            lock = os.open(folder, os.O_RDONLY | os.O_NOFOLLOW | os.O_DIRECTORY)
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                remove(folder)
            finally:
                os.close(lock)


def remove(folder: Path) -> None:
    """Remove a folder, also one in which folders were made unreadable."""
    for place, names, _ in os.walk(folder):
        for name in names:
            path = Path(place, name)
            if not path.is_symlink():
                with suppress(OSError):
                    path.chmod(stat.S_IRWXU)
    shutil.rmtree(folder, ignore_errors=True)
