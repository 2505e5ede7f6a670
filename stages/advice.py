"""What became of a run, as an error with a way out."""

import signal
from pathlib import Path

from stages.errors import BenchmarkError
from stages.process import Ended
from stages.schema import Submission

_LESS_MEMORY = (
    "embed the cells in batches, declare `backed: true` below `runtime:` so that the counts stay in their "
    "file, or run it on a machine with more memory"
)
_FASTER = "embed the cells in batches, on a GPU or on a faster machine"
_SHOWN = "embed() returned "
_SENT = "what came back is no matrix: "
# Status of a run -> what is said before its reason, and what helps.
_ENDINGS = {
    "rejected:shape": (
        _SHOWN,
        "return one row per cell of adata and 2 to 4,096 columns; do not filter cells",
    ),
    "rejected:not_finite": (_SHOWN, "return finite numbers: mind empty cells, logarithms and divisions"),
    "rejected:constant": (_SHOWN, "return vectors that differ from cell to cell"),
    "output_too_large": (_SENT, "return the array, and leave open files 3 and 4 to the benchmark"),
    "memory": ("embed() ran out of memory: ", _LESS_MEMORY),
    "wall_timeout": ("embed() took too long: ", _FASTER),
    "cpu_timeout": ("embed() took too long: ", _FASTER),
    "pids": ("embed() started too much: ", "start fewer processes and threads"),
    "disk": ("embed() wrote too much: ", "write less into temporary files"),
    "log_flood": ("embed() printed too much: ", "print less"),
    "tampered": ("the run says nothing: ", "run it again, and leave its files alone meanwhile"),
    "refused": ("nothing was run: ", "put the file itself there: a link can lead anywhere"),
}
_OTHER = (_SENT, "return the array, and leave open files 3 and 4 to the benchmark")


def error_of(ended: Ended, code: Path) -> BenchmarkError:
    """Return why a harness ended without vectors; its fix is empty where the process could not know one."""
    report = ended.report
    if ended.status.startswith("exit_") and report.what:
        where = f"{code}: {report.where}" if report.where else str(code)
        return BenchmarkError(report.what, where=where, fix=report.fix)
    if ended.status == "rejected:no_output" or ended.status.startswith("exit_"):
        return _silent(ended, code)
    before, fix = _ENDINGS.get(ended.status, _OTHER)
    return BenchmarkError(before + ended.reason, where=str(code), fix=fix)


def advised(error: BenchmarkError, submission: Submission, folder: Path) -> BenchmarkError:
    """Return the error with a way out, where the process could not know one."""
    if error.fix:
        return error
    if "'batch'" in error.what and not submission.runtime.uses_batch:
        fix = (
            f"write `uses_batch: true` below `runtime:` in {folder}/submission.yaml, or do without the batch"
        )
    elif "ModuleNotFoundError" in error.what:
        fix = "use what requirements.lock has, or pin what is missing in `requirements` below `runtime:`"
        if submission.runtime.requirements:
            fix = f"pin what is missing in `requirements` below `runtime:` in {folder}/submission.yaml"
    elif "Dataset' object" in error.what and submission.runtime.backed:  # a class of anndata
        fix = "`backed: true` leaves adata.X in its file: read cells with adata.X[start:stop]"
    elif "MemoryError" in error.what:
        fix = _LESS_MEMORY
    else:
        fix = f"mend that line; `python -m stages.check {folder}` tries it on a few cells"
    return BenchmarkError(error.what, where=error.where, fix=fix)


def _silent(ended: Ended, code: Path) -> BenchmarkError:
    """Return the error of a process that ended without a word."""
    status = int(ended.status.removeprefix("exit_")) if ended.status.startswith("exit_") else 0
    last = ended.log.strip().splitlines()[-1:] or ["nothing"]
    what = f"the process of embed() ended with {_told(status)} and no result; it printed last: {last[0]}"
    out_of_memory = status == 128 + signal.SIGKILL  # by the kernel: nobody else here sends it
    return BenchmarkError(
        f"{what}{'; most likely the memory of the machine ran out' if out_of_memory else ''}",
        where=str(code),
        fix=_LESS_MEMORY if out_of_memory else "",
    )


def _told(status: int) -> str:
    numbers = {128 + each: each.name for each in signal.Signals}
    return f"signal {numbers[status]}" if status in numbers else f"exit status {status}"
