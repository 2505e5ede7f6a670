"""What the rehearsal says of a submission as it is today: what is missing or stale is never a pass."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from stages.check_record import CONTEXTS, CheckRecord
from stages.errors import BenchmarkError
from stages.ranking.reading import read_record
from stages.records import RunRecord
from stages.schema import Submission

PER_CELL = ("none", "gene_selection")  # the classes of dataset_context that count as zero-shot


@dataclass(frozen=True, slots=True)
class Checked:
    """The outcome of a rehearsal.

    Attributes
    ----------
    status
        `refused` takes the rank away.
    reason
        Why it is refused or not checked, else empty.
    record
        What was measured; None where not checked.
    """

    status: Literal["passed", "refused", "not checked"]
    reason: str = ""
    record: CheckRecord | None = None


NOT_CHECKED = Checked("not checked", "it has not been rehearsed")


def is_zero_shot(submission: Submission, checked: Checked) -> bool:
    """Return whether it is declared, and measured, that a vector takes nothing from other cells but genes."""
    record = checked.record
    measured = record.measured_context if record and checked.status == "passed" else None
    return submission.track == "zero-shot" and measured in PER_CELL


def checked(submission: Submission, folder: Path, runs: Sequence[RunRecord | None]) -> Checked:
    """Return what `<folder>/<id>.json` says, if it speaks of this submission and of the code that ran.

    Raises
    ------
    BenchmarkError
        If the file says that all is well, and its own figures do not.
    """
    path = folder / f"{submission.id}.json"
    record = read_record(path, CheckRecord)
    if record is None:
        return NOT_CHECKED
    if stale := _staleness(record, submission, runs):
        return Checked("not checked", stale)
    if record.status == "refused":
        return Checked("refused", record.reason or "refused without a reason", record)
    if record.measured_context not in CONTEXTS[: CONTEXTS.index(submission.dataset_context) + 1]:
        raise BenchmarkError(
            f"status is ok, and measured_context is {record.measured_context}; declared is "
            f"{submission.dataset_context}",
            where=f"{path}: figures.measured_context",
            fix=f"dvc repro --force submissions/{submission.id}/dvc.yaml:check",
        )
    return Checked("passed", record=record)


def _staleness(record: CheckRecord, submission: Submission, runs: Sequence[RunRecord | None]) -> str:
    """Return how the rehearsed submission differs from today's, else empty."""
    if (version := record.submission_version) != submission.version:
        return f"version {submission.version} has not been rehearsed; the last rehearsal was of {version}"
    if record.declared_context != submission.dataset_context:
        found, now = record.declared_context, submission.dataset_context
        return f"rehearsed with dataset_context {found}, which is now {now}"
    ran = {run.code_sha256 for run in runs if run is not None}
    if ran and record.code_sha256 not in ran:
        return "the rehearsed embed.py is not the one whose vectors are scored"
    return ""
