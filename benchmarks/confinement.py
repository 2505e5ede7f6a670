"""What confinement costs: the same programs plain and in each tier that this machine offers.

    python -m benchmarks.confinement --repeats 5

It writes the first table of docs/attacks.md; `python -m benchmarks.attacks` writes the second.
"""

import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from benchmarks.machine import machine
from benchmarks.process import cost_of
from benchmarks.sections import write_section
from stages.cli import run
from stages.confinement.job import Job
from stages.confinement.plan import Tier
from stages.files import read_json, write_json
from stages.sandbox import TIERS, offer, run_confined

_RESULTS, _PAGE = Path("benchmarks/results/confinement.json"), Path("docs/attacks.md")
_PROGRAMS = {"an empty program": "pass", "anndata imported": "import anndata"}
_PYTHON = Path(sys.executable)
_Cost = dict[str, float]


def confinement(*, repeats: int = 5, results: Path = _RESULTS, page: Path = _PAGE) -> None:
    """Measure what a process costs plain and confined, and write the table.

    Parameters
    ----------
    repeats
        Runs behind each median.
    results, page
        The file of results, and the page whose table is made from it.
    """
    ways: dict[str, Callable[[str], _Cost]] = {"plain": _plain}
    ways |= {tier: _in(tier) for tier in TIERS if offer(tier, _PYTHON).lack is None}
    costs = {
        program: {way: _median(measure, code, repeats) for way, measure in ways.items()}
        for program, code in _PROGRAMS.items()
    }
    write_json({"machine": machine(), "costs": costs}, results)
    write_section(page, "cost", table(read_json(results)["costs"]))


def table(costs: dict[str, dict[str, _Cost]]) -> str:
    """Return CPU seconds of each program in each way, and what is beyond the plain one.

    Seconds on the clock are in the file only: they tell more of what else a machine does.
    """
    lines = ["| program | confinement | CPU s | more than plain |", "|---|---|--:|--:|"]
    for program, ways in costs.items():
        for way in (way for way in ("plain", *reversed(TIERS)) if way in ways):
            cpu_s = ways[way]["cpu_s"]
            more = f"{cpu_s - ways['plain']['cpu_s']:+.2f}" if way != "plain" else ""
            lines.append(f"| {program} | {way} | {cpu_s:.2f} | {more} |")
    return "\n".join(lines)


def _plain(code: str) -> _Cost:
    cost = cost_of(["-sB", "-c", code])
    return {"cpu_s": cost.cpu_s, "wall_s": cost.wall_s}


def _in(tier: Tier) -> Callable[[str], _Cost]:
    def measure(code: str) -> _Cost:
        before, started = time.process_time(), time.perf_counter()
        outcome = run_confined(Job(_PYTHON, ("-sB", "-c", code)), tier=tier, sinks={})
        assert outcome.status == "ok", outcome
        own = time.process_time() - before  # of us, who watch it
        return {"cpu_s": outcome.usage.cpu_s + own, "wall_s": time.perf_counter() - started}

    return measure


def _median(measure: Callable[[str], _Cost], code: str, repeats: int) -> _Cost:
    costs = [measure(code) for _ in range(repeats)]
    return {name: round(median(cost[name] for cost in costs), 4) for name in costs[0]}


if __name__ == "__main__":
    run(confinement)
