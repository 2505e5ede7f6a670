"""What a tree of processes uses, read from outside, and when that is too much.

Limits of the kernel bind each process alone; together they could use a multiple.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from stages.confinement.limits import Limits
from stages.confinement.tree import descendants

_TICKS = os.sysconf("SC_CLK_TCK")
_BYTES_PER_FILE = 1024  # of kernel memory, for the entry of a temporary file
_FULL_BELOW = 1 << 16
_HELPERS = 2  # processes of the sandbox's own


@dataclass(frozen=True, slots=True)
class Disk:
    """Temporary files: how much they take, and whether there is room for more."""

    used_bytes: int = 0
    full: bool = False


@dataclass(frozen=True, slots=True)
class Sample:
    """What the tree uses at one moment; `processes` says when each was started, in ticks."""

    processes: dict[int, int] = field(default_factory=dict)
    threads: int = 0
    private_bytes: int = 0
    shared_bytes: int = 0
    cpu_s: float = 0
    disk: Disk = field(default_factory=Disk)

    @property
    def memory_bytes(self) -> int:
        """Memory and temporary files; shared memory is a temporary file too and counts once."""
        return self.private_bytes + max(self.shared_bytes, self.disk.used_bytes)


def take_sample(root: int, disk: Callable[[], Disk]) -> Sample:
    """Return what all descendants of a process use."""
    rows = {process: row for process in descendants(root) if (row := _read(process))}
    threads, private, shared, ticks = (sum(row[column] for row in rows.values()) for column in range(4))
    started = {process: row[4] for process, row in rows.items()}
    return Sample(started, threads, private << 10, shared << 10, ticks / _TICKS, disk())


def counted_once(sample: Sample) -> Sample:
    """Return the sample with each page counted once, however many processes a fork gave it to.

    This takes the kernel longer, milliseconds for each GiB.
    """
    private = shared = 0
    for process in sample.processes:
        try:
            lines = Path(f"/proc/{process}/smaps_rollup").read_bytes().splitlines()
        except OSError:  # ended, or not ours to read: then the sum of all stands
            if Path(f"/proc/{process}").exists():
                return sample
            continue
        fields = dict(line.split(b":", 1) for line in lines if line.endswith(b"kB"))
        sizes = {name: int(size.split()[0]) << 10 for name, size in fields.items()}
        private += sizes.get(b"Pss_Anon", 0) + sizes.get(b"SwapPss", 0)
        shared += sizes.get(b"Pss_Shmem", 0)
    return replace(sample, private_bytes=private, shared_bytes=shared)


def still_running(processes: dict[int, int]) -> list[int]:
    """Return those of a sample that have not ended; a number that was given to another is not one."""
    return [process for process, since in processes.items() if (row := _read(process)) and row[4] == since]


def excess(sample: Sample, limits: Limits) -> tuple[str, str] | None:
    """Return status and reason where a limit is exceeded."""
    if sample.disk.full:
        return "disk", f"temporary files fill the {_told(limits.tmp_bytes)} that they may"
    if (used := sample.memory_bytes) > limits.memory_bytes:
        return "memory", f"{_told(used)} of memory used; at most {_told(limits.memory_bytes)} are allowed"
    if sample.threads > limits.processes + _HELPERS:
        return "pids", f"{sample.threads} processes and threads; at most {limits.processes} are allowed"
    if sample.cpu_s > limits.cpu_s:
        return "cpu_timeout", f"{limits.cpu_s:g} s of CPU time used up"
    return None


def private_disk(process: int, folders: tuple[str, ...], size: int) -> Disk:
    """Return the state of file systems of a sandbox's own; empty where there is no such file system.

    Before the sandbox stands, the process still sees the folders of the host: these are of another size.
    """
    used, full = 0, False
    for folder in folders:
        try:
            found = os.statvfs(f"/proc/{process}/root{folder}")
        except OSError:
            continue
        if size <= (total := found.f_blocks * found.f_frsize) < size + found.f_frsize:
            free = found.f_bfree * found.f_frsize
            used += total - free + (found.f_files - found.f_ffree) * _BYTES_PER_FILE
            full |= free < _FULL_BELOW
    return Disk(used, full or used > size)


def host_disk(folder: Path, size: int) -> Disk:
    """Return what the files in a folder of the host take."""
    used = 0
    for place, _, names in os.walk(folder):
        for name in names:
            try:
                used += os.lstat(Path(place, name)).st_blocks * 512 + _BYTES_PER_FILE
            except FileNotFoundError:
                continue
    return Disk(used, used > size)


def _read(process: int) -> tuple[int, int, int, int, int] | None:
    """Return threads, private and shared memory in KiB, ticks used with ended children, and its start."""
    try:
        status = Path(f"/proc/{process}/status").read_bytes()
        times = Path(f"/proc/{process}/stat").read_bytes().rpartition(b")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return None
    fields = dict(line.split(b":", 1) for line in status.splitlines() if b":" in line)
    threads, private, swapped, shared = (
        int(fields.get(name, b"0").split()[0]) for name in (b"Threads", b"RssAnon", b"VmSwap", b"RssShmem")
    )
    return threads, private + swapped, shared, sum(map(int, times[11:15])), int(times[19])


def _told(size: int) -> str:
    return f"{size / (1 << 30):.2f} GiB" if size >= 1 << 30 else f"{size / (1 << 20):.0f} MiB"
