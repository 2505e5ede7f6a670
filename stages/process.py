"""The harness as a confined process: what it is shown, and what is believed of what it says."""

import os
import shutil
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from stages.allowance import limits_for
from stages.compiled import lend_compiled
from stages.confinement.devices import nvidia
from stages.confinement.identity import is_root
from stages.confinement.job import Job
from stages.confinement.outcome import Outcome, Text
from stages.confinement.plan import Tier
from stages.environment import environment_sha256
from stages.npy_stream import NpyStream
from stages.sandbox import run_confined

HARNESS, START = Path(__file__).with_name("harness.py"), Path(__file__).with_name("start.py")
VECTORS_FD, REPORT_FD = 3, 4
# The built-in cells come with the environment, and their types with them.
_LABELS = "lib*/python3*/*-packages/scanpy/datasets/*.h5ad"
_KEPT = ("OMP_NUM_THREADS",)  # of our environment: what the machine decides and not the benchmark
_MAX_REPORT = 1 << 20  # bytes
_LOG_TAIL = 8000  # characters

_Text = Annotated[str, StringConstraints(max_length=2000)]
_Version = Annotated[str, StringConstraints(pattern=r"^[\w.+!-]{1,100}$")]
_Bytes = Annotated[int, Field(ge=0, lt=1 << 53)]


class Report(BaseModel):
    """What the harness says of itself; `what` only where it could not write vectors."""

    model_config = ConfigDict(strict=True, extra="forbid")

    what: _Text | None = None
    where: _Text = ""
    fix: _Text = ""
    versions: Annotated[dict[_Version, _Version], Field(max_length=1000)] = {}
    peak_rss_bytes: _Bytes | None = None
    peak_gpu_bytes: _Bytes | None = None


@dataclass(frozen=True, slots=True)
class Call:
    """One call of `embed`, ready to be made.

    Attributes
    ----------
    python
        The interpreter.
    scratch
        A folder with `cells.h5ad`, and with `code/`: embed.py and the libraries that it declares.
    n_cells
        How many cells those are.
    checkpoint
        Folder with the weights, None where none are declared.
    backed
        Whether the counts stay in their file.
    """

    python: Path
    scratch: Path
    n_cells: int
    seed: int
    device: str = "cpu"
    checkpoint: Path | None = None
    backed: bool = False


@dataclass(frozen=True, slots=True)
class Ended:
    """A harness that has ended.

    Attributes
    ----------
    status, reason
        As in `Outcome`.
    vectors
        Shape (n_cells, n_dims), in the order of the cells that were shown; None where none came.
    wall_s, cpu_s
        Of the whole process and all it started: start, imports and reading included.
    peak_rss_bytes
        By its own account, or what was seen from outside where that is more.
    log
        The end of what it printed, control characters escaped.
    tier, controls
        What confined it.
    environment_sha256
        Of the names and versions of all that is installed beside its interpreter.
    """

    status: str
    reason: str
    report: Report
    wall_s: float
    cpu_s: float
    peak_rss_bytes: int
    log: str
    tier: Tier = "none"
    controls: tuple[str, ...] = ()
    vectors: npt.NDArray[np.float32] | None = None
    environment_sha256: str = ""


def run_harness(call: Call, tier: Tier) -> Ended:
    """Make a call in a process of its own, and end whatever it leaves running.

    The harness runs from a copy: Python puts the folder of its program before all others, and `stages` has
    modules whose names a submission's own libraries may have. (Only Python 3.11 can be told not to.)
    """
    shutil.copyfile(HARNESS, call.scratch / "code" / HARNESS.name)
    shutil.copyfile(START, call.scratch / "code" / START.name)
    lend_compiled(call.python, call.scratch / "compiled")
    if is_root():  # the user that it will run as has to get there
        call.scratch.chmod(0o711)
    vectors, report = NpyStream(call.n_cells), Text(_MAX_REPORT)
    weights = [call.checkpoint] if call.checkpoint else []
    outcome = run_confined(
        _job(call, tier),
        tier=tier,
        sinks={VECTORS_FD: vectors, REPORT_FD: report},
        submitted=[call.scratch / "code", *weights],
    )
    ended = _ended(outcome, tier, _report(bytes(report.content)), vectors)
    return replace(ended, environment_sha256=environment_sha256(call.python))


def _job(call: Call, tier: Tier) -> Job:
    code, cells = call.scratch / "code", call.scratch / "cells.h5ad"
    shown = {code: "/code", cells: "/cells.h5ad"}
    flags: dict[str, str | Path] = {"cells": cells, "code": code / "embed.py"}
    flags |= {"seed": str(call.seed), "device": call.device}
    if call.checkpoint:
        shown[call.checkpoint] = "/checkpoint"
        flags["checkpoint"] = call.checkpoint
    flags |= {"vectors": str(VECTORS_FD), "report": str(REPORT_FD)}
    words = [word for flag, value in flags.items() for word in (f"--{flag}", value)]
    words += ["--backed"] * call.backed
    words = ["-usB", code / HARNESS.name, *words]
    if (compiled := call.scratch / "compiled").exists():
        shown[compiled] = "/compiled"
        words = ["-ISB", code / START.name, compiled, *words]
    return Job(
        call.python,
        tuple(words),
        shown,
        limits_for(call.n_cells),
        _environment(call, tier),
        nvidia(_processor()) if call.device == "cuda" and tier != "none" else (),
        tuple(call.python.parents[1].glob(_LABELS)),
    )


def _environment(call: Call, tier: Tier) -> dict[str, str]:
    """Return what is passed on; where one processor alone is in sight, it has the number 0."""
    names = _KEPT + (("CUDA_VISIBLE_DEVICES",) if call.device == "cuda" and tier != "bubblewrap" else ())
    return {name: os.environ[name] for name in names if name in os.environ}


def _processor() -> int:
    first = os.environ.get("CUDA_VISIBLE_DEVICES", "").partition(",")[0]
    return int(first) if first.isdigit() else 0


def _ended(outcome: Outcome, tier: Tier, report: Report, vectors: NpyStream) -> Ended:
    usage = outcome.usage
    return Ended(
        outcome.status,
        outcome.reason,
        report,
        usage.wall_s,
        usage.cpu_s,
        max(usage.peak_memory_bytes, report.peak_rss_bytes or 0),
        outcome.log[-_LOG_TAIL:],
        tier,
        outcome.controls,
        vectors.vectors() if outcome.status == "ok" else None,
    )


def _report(text: bytes) -> Report:
    """Return the report; the empty one where there is none that is well-formed."""
    try:
        return Report.model_validate_json(text)
    except ValidationError:
        return Report()
