"""The processes that descend from one, as the kernel lists them."""

import os
import signal
from pathlib import Path


def children(process: int) -> list[int]:
    """Return the children of a process, those of each of its threads; none where it has ended."""
    try:
        threads = os.listdir(f"/proc/{process}/task")  # noqa: PTH208 - read ten times a second
        lists = [Path(f"/proc/{process}/task/{thread}/children").read_bytes() for thread in threads]
    except (FileNotFoundError, ProcessLookupError):
        return []
    return [int(child) for words in lists for child in words.split()]


def descendants(process: int) -> list[int]:
    """Return all that descends from a process, parents before children."""
    found: dict[int, None] = {}
    waiting = children(process)
    while waiting:
        next_one = waiting.pop()
        if next_one not in found:
            found[next_one] = None
            waiting += children(next_one)
    return list(found)


def end(processes: list[int]) -> None:
    """Kill processes at once."""
    for process in processes:
        try:
            os.kill(process, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):  # gone, and its number is somebody else's
            continue
