"""How much sooner two workers are done than one: every light evaluation, made again from nothing.

    python -m benchmarks.throughput              both ways, a quarter of an hour on two cores
    python -m benchmarks.throughput --ways make --workers 2

It works in clones of the commit that is checked out, in the temporary folder, with the datasets as they are
prepared here, and writes the table of docs/remotes.md. Rehearsals and controls are left out. Other work on
the machine only adds to the time, so that of several runs the shortest is kept.
"""

import subprocess
import tempfile
import time
from collections.abc import Mapping
from operator import itemgetter
from pathlib import Path
from typing import Any

from benchmarks.machine import machine
from benchmarks.sections import write_section
from benchmarks.unscored import Unscored
from stages.cli import run
from stages.files import read_json, write_json

_RESULTS, _PAGE = Path("benchmarks/results/throughput.json"), Path("docs/remotes.md")
WORKERS = (1, 2)
# As in the Makefile, and without the controls.
MAKE = (
    "python -m stages.longest_first --runs leaderboard/runs --submissions $SUBMISSIONS | sed 's|$|/dvc.yaml|'"
    " | xargs -P $WORKERS -L 1 sh -c"
    """ 'dvc --wait-for-lock repro --single-item --keep-going "$@" || exit 1' dvc"""
)
# A task that sets aside all cores is the only one that runs.
SPREAD = (
    "python -m stages.spread --n_cpus $CORES_OF_A_TASK"
    " --submissions $(python -m stages.longest_first --runs leaderboard/runs --submissions $SUBMISSIONS)"
)
WAYS = {"make": MAKE, "spread": SPREAD}
_SHOWN = {"make": "`make leaderboard JOBS=`", "spread": "`make spread`, workers of Ray on this machine"}


def throughput(
    *,
    ways: list[str] | None = None,
    workers: list[int] | None = None,
    results: Path = _RESULTS,
    page: Path = _PAGE,
) -> None:
    """Measure, and write the results and the table.

    Parameters
    ----------
    ways
        `make`, `spread`; default: both.
    workers
        1, 2; default: both.
    results, page
        The file of results, and the page whose table is made from it.
    """
    known = read_json(results)["ways"] if results.exists() else {}
    for way in ways or WAYS:
        for number in workers or WORKERS:
            found, before = _measured(way, number), known.setdefault(way, {}).get(str(number))
            known[way][str(number)] = min(filter(None, [before, found]), key=itemgetter("wall_s"))
            write_json({"machine": machine(), "ways": known}, results)
    write_section(page, "throughput", table(known))


def table(ways: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> str:
    """Return seconds on the clock with one worker and with two, and what one takes over what two take."""
    lines = ["| | evaluations | 1 worker: s | 2 workers: s | throughput of 2 |", "|---|--:|--:|--:|--:|"]
    for way, found in sorted(ways.items()):
        one, two = (found[str(workers)] for workers in WORKERS)
        lines.append(
            f"| {_SHOWN[way]} | {one['evaluations']} | {one['wall_s']:.0f} | {two['wall_s']:.0f} "
            f"| {one['wall_s'] / two['wall_s']:.2f} x |"
        )
    return "\n".join(lines)


def _measured(way: str, workers: int) -> dict[str, float]:
    """Return how long all evaluations took in a clone in which none has been made, and how many they were."""
    with tempfile.TemporaryDirectory(prefix="throughput-") as folder:
        clone = Unscored(Path(folder))
        started = time.perf_counter()
        subprocess.run(  # noqa: S602 - one of the lines above
            WAYS[way],
            shell=True,
            check=True,
            cwd=clone.root,
            env=clone.environment | {"WORKERS": str(workers), "CORES_OF_A_TASK": str(WORKERS[-1] // workers)},
        )
        return {"wall_s": time.perf_counter() - started, "evaluations": clone.n_scored()}


if __name__ == "__main__":
    run(throughput)
