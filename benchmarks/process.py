"""What a whole process costs, from its start to its end, with all processes it starts."""

import os
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from statistics import median

_MIB = 1024  # of the KiB in which Linux counts


@dataclass(frozen=True, slots=True)
class Cost:
    """CPU seconds of a process and its children, seconds on the clock, most memory of one process."""

    cpu_s: float
    wall_s: float
    peak_mib: float

    def as_json(self) -> dict[str, float]:
        """Return the numbers by name."""
        return asdict(self)


def cost_of(arguments: list[str]) -> Cost:
    """Run `python` with arguments in a process of its own."""
    start = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    assert process.stderr is not None
    with process.stderr as stream:
        said = stream.read()
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, arguments, stderr=said)
    return Cost(used.ru_utime + used.ru_stime, time.perf_counter() - start, used.ru_maxrss / _MIB)


def median_cost(arguments: list[str], repeats: int) -> Cost:
    """Return the median of each number over several runs."""
    costs = [cost_of(arguments).as_json() for _ in range(repeats)]
    return Cost(**{name: median(cost[name] for cost in costs) for name in costs[0]})
