"""Starts the launcher, reads all its pipes, and says what became of the run."""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from stages.confinement.build import plan_for
from stages.confinement.controls import controls_of
from stages.confinement.facts import KEPT_BYTES, Facts, Log
from stages.confinement.ground import SHARED, Ground
from stages.confinement.job import Job
from stages.confinement.log import readable
from stages.confinement.outcome import Outcome, Rejected, Sink
from stages.confinement.plan import Plan
from stages.confinement.session import Session
from stages.confinement.watch import Disk, host_disk, private_disk
from stages.errors import BenchmarkError

_PROJECT = Path(__file__).parents[2]
_LAUNCH = "import sys; sys.path.insert(0, sys.argv[1]); from stages.confinement.launch import main; main()"
_STATUS = -1  # the pipe of facts among those of files


def run(job: Job, ground: Ground, sinks: Mapping[int, Sink]) -> Outcome:
    """Run a job on its ground until it has ended."""
    log, facts = Log(job.limits.log_bytes), Facts()
    with _started(job, ground, {**sinks, 1: log, _STATUS: facts}) as (process, readers):
        session = Session(
            process,
            job.limits,
            readers,
            disk=lambda: _disk(job, ground, facts),
        )
        usage = session.follow()
    text = readable(bytes(log.printed), min(job.limits.log_bytes, KEPT_BYTES))
    status, reason = session.verdict or _own_end(process, facts, sinks, text)
    return Outcome(status, reason, text, usage, controls_of(ground))


@contextmanager
def _started(
    job: Job, ground: Ground, sinks: Mapping[int, Sink]
) -> Iterator[tuple[subprocess.Popen[bytes], dict[int, Sink]]]:
    """Yield the launcher at work and, for our end of each pipe, what takes its bytes."""
    with ExitStack() as ours, ExitStack() as theirs:
        ends = {target: os.pipe() for target in sinks}
        for reader, writer in ends.values():
            ours.callback(os.close, reader)
            theirs.callback(os.close, writer)
        nothing = os.open(os.devnull, os.O_RDONLY)
        theirs.callback(os.close, nothing)
        files = {target: writer for target, (_, writer) in ends.items() if target != _STATUS}
        files |= {0: nothing, 2: files[1]}
        status = ends[_STATUS][1]
        process = _launch(plan_for(job, ground, files=files, status=status))
        theirs.close()
        yield process, {ends[target][0]: sink for target, sink in sinks.items()}


def _launch(plan: Plan) -> subprocess.Popen[bytes]:
    process = subprocess.Popen(  # noqa: S603 - our own launcher
        [sys.executable, "-ISB", "-c", _LAUNCH, str(_PROJECT)],
        stdin=subprocess.PIPE,
        stdout=plan.files[1],
        stderr=plan.files[1],
        pass_fds=sorted({*plan.files.values(), plan.status}),
        cwd="/",
        env={name: os.environ[name] for name in ("LD_LIBRARY_PATH",) if name in os.environ},
        start_new_session=True,
    )
    assert process.stdin
    with suppress(BrokenPipeError):  # it says itself why it does not listen
        process.stdin.write(plan.as_json().encode())
        process.stdin.close()
    return process


def _disk(job: Job, ground: Ground, facts: Facts) -> Disk:
    size = job.limits.tmp_bytes
    if ground.scratch is not None:
        return host_disk(ground.scratch, size)
    if (process := facts.known.get("child-pid")) is None:
        return Disk()
    return private_disk(process, (ground.home, SHARED), size)


def _own_end(
    process: subprocess.Popen[bytes], facts: Facts, sinks: Mapping[int, Sink], log: str
) -> tuple[str, str]:
    """Return status and reason of a run that was not ended by us."""
    if process.returncode < 0 and "exit-code" not in facts.known:
        return f"exit_{128 - process.returncode}", "the process that watched over it was ended"
    if "exit-code" not in facts.known:
        last = log.strip().splitlines()[-1:] or ["it said nothing"]
        raise BenchmarkError(
            f"the sandbox could not be set up: {last[0]}",
            where="this machine",
            fix="python -m stages.sandbox  (says what the machine offers, and what it lacks)",
        )
    if code := facts.known["exit-code"]:
        return f"exit_{code}", ""
    try:
        for sink in sinks.values():
            sink.finish()
    except Rejected as rejection:
        return rejection.status, str(rejection)
    return "ok", ""
