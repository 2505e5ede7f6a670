"""How root lends a user files that lie where that user cannot go, and nothing beside them.

A submission of a project in /root must find its interpreter there. The process that will run it gets
mounts of its own: a folder that the user may not enter is covered with an empty one that holds just the
files lent, read-only and under their own names. Nothing changes for anybody else, and nothing remains.
"""

import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from stages.confinement import kernel
from stages.errors import BenchmarkError

_RDONLY, _NOSUID, _NODEV, _NOEXEC, _REMOUNT, _BIND = 1, 2, 4, 8, 32, 4096
_NOATIME, _NODIRATIME, _RELATIME = 1024, 2048, 1 << 21
_KEPT = _NOEXEC | _NOATIME | _NODIRATIME  # of a mount that is not ours, its flags stay as they are
_PRIVATE = 1 << 18 | 1 << 14  # MS_PRIVATE | MS_REC


def covers_for(paths: Iterable[Path]) -> set[Path]:
    """Return the folders above paths that only their owner may enter, the topmost of each path."""
    covers = set()
    for path in paths:
        above = [folder for folder in reversed(path.parents) if not folder.stat().st_mode & 0o001]
        covers |= set(above[:1])
    return covers


def require_readable(paths: Iterable[Path]) -> None:
    """Raise where a path itself, wherever it lies, is not readable by everyone."""
    for path in paths:
        mode = path.stat().st_mode
        wanted = 0o005 if path.is_dir() else 0o004
        if mode & wanted != wanted:
            raise BenchmarkError(
                f"its mode is {mode & 0o777:04o}; expected readable by everyone, "
                "because a submission never runs as root",
                where=str(path),
                fix=f"chmod -R o+rX {path}  (or run as a user that is not root)",
            )


def lend(covers: Mapping[str, str], lent: Iterable[str]) -> None:
    """Cover folders with empty ones, of the given mount options, and show the lent files in them."""
    kernel.unshare_mounts()
    kernel.mount(None, "/", None, _PRIVATE)
    handles = {path: os.open(path, os.O_PATH | os.O_CLOEXEC) for path in sorted(lent)}
    outermost = {place: options for place, options in covers.items() if not _is_below(place, covers)}
    for place, options in outermost.items():
        kernel.mount("tmpfs", place, "tmpfs", _NOSUID | _NODEV, options)
    for path, handle in handles.items():
        if _is_below(path, outermost):
            _show(path, handle)
        os.close(handle)


def _is_below(path: str, folders: Iterable[str]) -> bool:
    return any(Path(folder) in Path(path).parents for folder in folders)


def _show(path: str, handle: int) -> None:
    source = f"/proc/self/fd/{handle}"
    place = Path(path)
    if Path(source).is_dir():
        place.mkdir(parents=True, exist_ok=True)
    elif not place.exists():  # not inside a folder that was lent before
        place.parent.mkdir(parents=True, exist_ok=True)
        place.touch()
    kernel.mount(source, path, None, _BIND)
    flags = _BIND | _REMOUNT | _RDONLY | _NOSUID | _NODEV | _flags_of(path)
    kernel.mount(None, path, None, flags)


def _flags_of(path: str) -> int:
    """Return the flags of a mount that a namespace may not take away."""
    found = os.statvfs(path).f_flag  # the same bits as in mount(), except for relatime
    return found & _KEPT | (_RELATIME if found & 4096 else 0)
