"""Runs a Python program of a stranger: what it may see, use and say is decided here.

The way out is a pipe: what arrives on it is read by a sink that accepts one thing only. Nothing of the
host can be written from inside, and nothing that was started survives. `python -m stages.sandbox` says
what this machine offers.
"""

import sys
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import ClassVar, get_args

from stages.cli import run as run_stage
from stages.confinement.ground import ground_for
from stages.confinement.job import Job
from stages.confinement.lacks import explained
from stages.confinement.limits import Limits
from stages.confinement.outcome import Outcome, Rejected, Sink, Text, Usage
from stages.confinement.plan import Tier
from stages.confinement.run import run
from stages.confinement.trees import signature
from stages.errors import BenchmarkError

TIERS: tuple[Tier, ...] = get_args(Tier)  # the strongest first
_PROBE = Limits(wall_s=30, cpu_s=30, memory_bytes=1 << 30, tmp_bytes=1 << 20)


class TooWeakError(BenchmarkError):
    """The machine offers less than the code needs: nothing was run."""

    exit_status: ClassVar[int] = 3


@dataclass(frozen=True, slots=True)
class Offer:
    """A tier on this machine.

    Attributes
    ----------
    controls
        What would confine a run; none where the tier is not to be had.
    lack
        The feature that is missing, and how to get it.
    """

    tier: Tier
    controls: tuple[str, ...] = ()
    lack: BenchmarkError | None = None


def run_confined(
    job: Job, *, tier: Tier, sinks: Mapping[int, Sink], submitted: Iterable[Path] = ()
) -> Outcome:
    """Run a program to its end, or to its limits.

    Parameters
    ----------
    job
        What to run, what it may see, and how much it may use.
    tier
        How to confine it: `bubblewrap`, `landlock` or `none`; see `strongest_tier`.
    sinks
        Number of an open file of the program, 3 to 7 -> what takes all that is written to it.
    submitted
        The files and folders among `job.read_only` that a stranger wrote: links are refused, and a
        change while the program runs voids its result.

    Raises
    ------
    BenchmarkError
        If the tier cannot be set up here; whatever the program does is an `Outcome`.
    """
    submitted = tuple(submitted)
    try:
        before = signature(submitted)
    except Rejected as rejection:
        return Outcome("refused", str(rejection), "", Usage(0, 0, 0, 0), ())
    with ground_for(tier, job) as ground:
        outcome = run(job, ground, sinks)
    with suppress(Rejected):
        if signature(submitted) == before:
            return outcome
    return replace(outcome, status="tampered", reason="its own files changed while it ran")


@cache
def offer(tier: Tier, python: Path) -> Offer:
    """Return what became of a run that only says that it is there: the real one, argument for argument."""
    ready = Text(max_bytes=16)
    job = Job(python, ("-ISB", "-c", "import os; os.write(3, b'ready')"), limits=_PROBE)
    try:
        outcome = run_confined(job, tier=tier, sinks={3: ready})
    except BenchmarkError as lack:
        return Offer(tier, lack=explained(lack))
    if outcome.status == "ok" and ready.content == b"ready":
        return Offer(tier, outcome.controls)
    last = outcome.log.strip().splitlines()[-1:] or [outcome.reason]
    failure = BenchmarkError(
        f"Python ended with {outcome.status} in the tier {tier}: {last[0]}",
        where=str(python),
        fix="use an interpreter that lies in one folder with its libraries, such as a virtual environment",
    )
    return Offer(tier, lack=explained(failure))


def strongest_tier(python: Path, *, min_isolation: Tier = "none") -> Offer:
    """Return the strongest tier that this machine offers for an interpreter.

    Raises
    ------
    TooWeakError
        If it is weaker than `min_isolation`; the missing feature and its fix are those of that tier.
    """
    found = next(each for tier in TIERS if (each := offer(tier, python)).lack is None)
    if TIERS.index(found.tier) <= TIERS.index(min_isolation):
        return found
    lack = offer(min_isolation, python).lack
    assert lack
    raise TooWeakError(
        f"this machine offers the tier {found.tier}, and {min_isolation} is needed: {lack.what}",
        where=lack.where,
        fix=lack.fix,
    )


def sandbox(*, python: Path = Path(sys.executable), min_isolation: Tier = "none") -> None:
    """Print what this machine offers for an interpreter; exit 3 where it is less than what is needed."""
    for tier in TIERS:
        found = offer(tier, python)
        words = ", ".join(found.controls) if found.lack is None else f"no: {found.lack.what}"
        sys.stdout.write(f"{tier:<11} {words}\n")
    sys.stdout.write(f"used        {strongest_tier(python, min_isolation=min_isolation).tier}\n")


if __name__ == "__main__":
    run_stage(sandbox)
