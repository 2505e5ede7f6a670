"""What control groups of the kernel leave of the memory: of a container, a scope, or a job of a cluster."""

from collections.abc import Iterator
from pathlib import Path

_NO_LIMIT = 1 << 60  # what older kernels say where a group has none
# The file with the bound of a group, and what in its statistics cannot be given back: second way, then first.
_BOUND = {2: "memory.max", 1: "memory.limit_in_bytes"}
_HELD = {2: ("anon", "shmem"), 1: ("total_rss", "total_shmem")}


def room_in_groups(
    table: Path = Path("/proc/self/cgroup"), mount: Path = Path("/sys/fs/cgroup")
) -> int | None:
    """Return the bytes that the groups around this process still have room for, None where none has a bound.

    A bound holds for all that runs in a group and in groups below it; the kernel ends what goes beyond.
    """
    rooms = [room for way, folder in _groups(table, mount) if (room := _room(way, folder)) is not None]
    return min(rooms, default=None)


def _groups(table: Path, mount: Path) -> Iterator[tuple[int, Path]]:
    """Yield the groups that bound memory, in either way of the kernel, from the innermost to the outermost.

    A container may see its own group as the outermost, under a path that it cannot see.
    """
    for line in table.read_text().splitlines() if table.exists() else ():
        _, controllers, path = line.split(":", 2)
        if controllers and "memory" not in controllers.split(","):
            continue
        way, top = (1, mount / "memory") if controllers else (2, mount)
        parts = [] if ".." in path else path.strip("/").split("/")
        yield from ((way, top.joinpath(*parts[:depth])) for depth in range(len(parts), -1, -1))


def _room(way: int, folder: Path) -> int | None:
    bound = _text(folder / _BOUND[way]).strip()
    if not bound.isdigit() or int(bound) >= _NO_LIMIT:
        return None
    fields = dict(line.split(" ", 1) for line in _text(folder / "memory.stat").splitlines())
    return max(0, int(bound) - sum(int(fields.get(name, 0)) for name in _HELD[way]))


def _text(path: Path) -> str:
    try:
        return path.read_text()
    except OSError:  # not there, or not for us to see
        return ""
