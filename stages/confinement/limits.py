"""How much a submission may use."""

import resource
from dataclasses import dataclass

_MIB = 1 << 20
_GIB = 1 << 30


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one confined run; the defaults are those of a smoke test.

    Attributes
    ----------
    wall_s, cpu_s
        Seconds from start to end, and of CPU time of all processes together.
    memory_bytes
        Memory of all processes together, temporary files included.
    processes
        Processes and threads at once.
    tmp_bytes
        Temporary files together, and each one alone.
    log_bytes
        What it may print, standard error included; the last MiB of it is kept.
    open_files
        Open files of one process.
    """

    wall_s: float = 600
    cpu_s: float = 2400
    memory_bytes: int = 6 * _GIB
    processes: int = 256
    tmp_bytes: int = 2 * _GIB
    log_bytes: int = _MIB
    open_files: int = 1024

    def of_one_process(self) -> dict[int, int]:
        """Return what the kernel enforces on each process alone, by number of the resource.

        Address space is left free: libraries reserve far more of it than they use.
        """
        return {
            resource.RLIMIT_DATA: self.memory_bytes,
            resource.RLIMIT_FSIZE: self.tmp_bytes,
            resource.RLIMIT_NOFILE: self.open_files,
            resource.RLIMIT_CORE: 0,
            resource.RLIMIT_CPU: int(self.cpu_s) + 1,
        }
