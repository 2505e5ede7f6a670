"""How much a submission may use on this machine."""

import os
from pathlib import Path

from stages.confinement.limits import Limits

_SHARE = 0.9  # of the memory that is free: the limit is reached before the kernel ends something by itself
_HOUR, _PER_CELL_S = 3600, 0.3  # a hundred thousand cells: nine hours
_LOG_BYTES = 64 << 20  # bars of progress, for as long as a run can last
_NO_LIMIT = 1 << 60  # what older kernels say where a group has none
# The bound of the group that this process is in, as a container shows it: Linux's second and first way.
_BOUNDS = (Path("/sys/fs/cgroup/memory.max"), Path("/sys/fs/cgroup/memory/memory.limit_in_bytes"))


def limits_for(n_cells: int) -> Limits:
    """Return the limits of a run over so many cells."""
    wall_s = _HOUR + _PER_CELL_S * n_cells
    cores = os.cpu_count() or 1
    return Limits(
        wall_s=wall_s,
        cpu_s=wall_s * cores,
        memory_bytes=int(_SHARE * free_memory()),
        processes=256 + 8 * cores,  # each library of numbers starts one thread per core
        log_bytes=_LOG_BYTES,
    )


def free_memory(table: Path = Path("/proc/meminfo"), bounds: tuple[Path, ...] = _BOUNDS) -> int:
    """Return the bytes that can be had now, without what other programs hold."""
    own = _group_bound(bounds)
    if not table.exists():
        return min(own, os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"))
    fields = dict(line.split(":", 1) for line in table.read_text().splitlines())
    return min(own, int(fields["MemAvailable"].split()[0]) << 10)


def is_in_a_bounded_group(bounds: tuple[Path, ...] = _BOUNDS) -> bool:
    """Whether a control group of the kernel bounds the memory of all that runs here."""
    return _group_bound(bounds) < _NO_LIMIT


def _group_bound(bounds: tuple[Path, ...]) -> int:
    found = [path.read_text().strip() for path in bounds if path.exists()]
    return min([_NO_LIMIT, *(int(text) for text in found if text.isdigit())])
