"""The harness as a child process: given an environment built here, and read like a stranger."""

import os
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel, ConfigDict, ValidationError

from stages.errors import BenchmarkError

HARNESS = Path(__file__).with_name("harness.py")
MAX_DIMS = 4096
# What the machine decides and not the benchmark; nothing else of our environment is passed on.
_KEPT = ("PATH", "LD_LIBRARY_PATH", "CUDA_VISIBLE_DEVICES", "OMP_NUM_THREADS", "NUMBA_CACHE_DIR")
_MAX_REPORT = 1 << 20  # bytes
_LOG_TAIL = 4000  # bytes


class Report(BaseModel):
    """What the harness says of itself; `what` only where it could not write vectors."""

    model_config = ConfigDict(strict=True, extra="forbid")

    what: str | None = None
    where: str = ""
    fix: str = ""
    versions: dict[str, str] = {}
    peak_rss_bytes: int | None = None
    peak_gpu_bytes: int | None = None


@dataclass(frozen=True, slots=True)
class Ended:
    """A harness that has ended.

    Attributes
    ----------
    status
        Exit status; minus the signal's number where a signal ended it.
    wall_s, cpu_s
        Of the whole process and all it started: start, imports and reading included.
    peak_rss_bytes
        By its own account; the kernel's where it left none, which is at least what we had at its start.
    log
        The end of what it printed, control characters replaced.
    """

    status: int
    report: Report
    wall_s: float
    cpu_s: float
    peak_rss_bytes: int
    log: str


def run_harness(flags: dict[str, object], scratch: Path, *, python: Path = Path(sys.executable)) -> Ended:
    """Run the harness on `scratch/cells.h5ad` to its end, and end whatever it leaves running.

    It runs from a copy: Python puts the folder of its program before all others, and `stages` has modules
    whose names a submission's own libraries may have. (Only Python 3.11 can be told not to.)
    """
    harness = shutil.copy(HARNESS, scratch)
    given = {"cells": scratch / "cells.h5ad", "scratch": scratch, **flags}
    words = [word for flag, value in given.items() for word in (f"--{flag}", str(value))]
    started = time.perf_counter()
    with (scratch / "log").open("wb") as log:
        process = subprocess.Popen(  # noqa: S603 - our own harness
            [str(python), "-usB", harness, *words],
            cwd=scratch,
            env=_environment(scratch),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        try:
            _, ended, usage = os.wait4(process.pid, 0)
        finally:
            _end_session(process)
    process.returncode = os.waitstatus_to_exitcode(ended)
    report = _report(scratch / "report.json")
    return Ended(
        status=process.returncode,
        report=report,
        wall_s=time.perf_counter() - started,
        cpu_s=usage.ru_utime + usage.ru_stime,
        peak_rss_bytes=report.peak_rss_bytes or usage.ru_maxrss * 1024,
        log=_log_tail(scratch / "log"),
    )


def matrix_of(ended: Ended, scratch: Path, code: Path) -> npt.NDArray[np.float32]:
    """Return what the process left as `embedding.npy`; its values are not looked at.

    Raises
    ------
    BenchmarkError
        If it reported a failure, ended without a result, or left another thing than a float32 matrix
        of at most 4,096 columns.
    """
    report = ended.report
    if report.what:
        where = f"{code}: {report.where}" if report.where else str(code)
        raise BenchmarkError(report.what, where=where, fix=report.fix)
    path = scratch / "embedding.npy"
    if ended.status or path.is_symlink() or not path.is_file():
        last = ended.log.strip().splitlines()[-1:] or ["nothing"]
        what = f"the process of embed() ended with {_told(ended.status)} and no result"
        raise BenchmarkError(f"{what}; it printed last: {last[0]}", where=str(code), fix="")
    try:
        vectors = np.load(path, allow_pickle=False, mmap_mode="r")
    except (ValueError, EOFError, OSError) as error:
        raise BenchmarkError(
            f"embed() left no readable array: {error}", where=str(code), fix="return an array of numbers"
        ) from error
    if vectors.dtype != np.float32 or (vectors.ndim > 1 and vectors.shape[1] > MAX_DIMS):
        what = f"embed() returned {vectors.dtype} of shape {vectors.shape}"
        raise BenchmarkError(
            f"{what}; expected at most {MAX_DIMS:,} columns", where=str(code), fix="return fewer dimensions"
        )
    return np.array(vectors)  # off the scratch folder


def _environment(scratch: Path) -> dict[str, str]:
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    ours = {"LANG": "C.UTF-8", "MPLBACKEND": "Agg", "PYTHONHASHSEED": "0", "HF_HUB_OFFLINE": "1"}
    return kept | ours | dict.fromkeys(("HOME", "TMPDIR"), str(scratch))


def _end_session(process: subprocess.Popen[bytes]) -> None:
    """End what is left of the child and of all it started."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        return


def _report(path: Path) -> Report:
    """Return the report; the empty one where there is none that is well-formed."""
    if path.is_symlink() or not path.is_file() or path.stat().st_size > _MAX_REPORT:
        return Report()
    try:
        return Report.model_validate_json(path.read_bytes())
    except ValidationError:
        return Report()


def _log_tail(path: Path) -> str:
    with path.open("rb") as log:
        log.seek(max(0, path.stat().st_size - _LOG_TAIL))
        text = log.read().decode("utf-8", "replace")
    return "".join(
        letter if letter.isprintable() or letter == "\n" else "\N{REPLACEMENT CHARACTER}" for letter in text
    )


def _told(status: int) -> str:
    return f"signal {signal.Signals(-status).name}" if status < 0 else f"exit status {status}"
