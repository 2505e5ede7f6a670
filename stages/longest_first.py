"""In which order submissions start: with several workers, the longest must not be the one left at the end."""

import math
import sys
from pathlib import Path

from stages.cli import run
from stages.past_runs import past_runs


def longest_first(*, submissions: list[Path], runs: Path) -> None:
    """Print the folders of submissions, the one that took the most CPU seconds before first.

    Parameters
    ----------
    submissions
        Folders. What has never run comes before all that has, in the order given: nobody knows how long it
        will take.
    runs
        Folder of the records of runs, `<submission>/<dataset>.json`, as far as there are any. Where one
        cannot be read or has no CPU seconds, the submission counts as one that has never run.
    """
    for folder in sorted(submissions, key=lambda folder: -_recorded_cpu_s(runs / folder.name)):
        sys.stdout.write(f"{folder}\n")


def _recorded_cpu_s(records: Path) -> float:
    """Return what embedding all datasets took, or infinity where no record is, or a damaged one."""
    found = past_runs(records, "cpu_s")
    return math.fsum(math.inf if cpu_s is None else cpu_s for cpu_s in found) if found else math.inf


if __name__ == "__main__":
    run(longest_first)
