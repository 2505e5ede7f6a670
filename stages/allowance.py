"""How much a submission may use on this machine."""

import os
from pathlib import Path

from stages.confinement.limits import Limits
from stages.kernel_groups import room_in_groups

_SHARE = 0.9  # of the memory that is free: the limit is reached before the kernel ends something by itself
_HOUR, _PER_CELL_S = 3600, 0.3  # a hundred thousand cells: nine hours
_LOG_BYTES = 64 << 20  # bars of progress, for as long as a run can last


def limits_for(n_cells: int) -> Limits:
    """Return the limits of a run over so many cells."""
    wall_s = _HOUR + _PER_CELL_S * n_cells
    cores = os.cpu_count() or 1
    return Limits(
        wall_s=wall_s,
        cpu_s=wall_s * cores,
        memory_bytes=int(_SHARE * free_memory(room=room_in_groups())),
        processes=256 + 8 * cores,  # each library of numbers starts one thread per core
        log_bytes=_LOG_BYTES,
    )


def free_memory(table: Path = Path("/proc/meminfo"), room: int | None = None) -> int:
    """Return the bytes that can be had now, without what other programs hold.

    Parameters
    ----------
    table
        The kernel's account of the machine's memory.
    room
        What control groups leave of it, None where they do not bound it.
    """
    if table.exists():
        fields = dict(line.split(":", 1) for line in table.read_text().splitlines())
        free = int(fields["MemAvailable"].split()[0]) << 10
    else:
        free = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return free if room is None else min(free, room)
