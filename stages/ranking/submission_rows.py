"""Rows of submissions.parquet: what a submission says about itself, and what its runs cost."""

from collections.abc import Sequence
from statistics import median
from typing import Any

from stages.columns import SubmissionRow
from stages.ranking.checking import Checked
from stages.ranking.evaluation_rows import MIB
from stages.records import RunRecord
from stages.schema import Submission

_AS_DECLARED = (
    *("name", "version", "summary", "track", "dataset_context", "supervised_pretraining"),
    *("license", "weights_license", "paper", "code", "embedding_dim", "organisms", "gene_ids"),
    *("cost", "superseded_by"),
)


# column -> the figure of the rehearsal in it
_FIGURES = {
    name: name
    for name in (
        *("repeat_shift", "order_shift", "order_neighbours_kept", "one_type_shift", "half_shift"),
        *("singly_shift", "thinned_drop", "names_worth", "names_worth_low", "names_worth_high"),
    )
} | {"recognised": "accuracy", "destroyed_recognised": "destroyed_accuracy"}


def submission_row(
    submission: Submission, runs: Sequence[RunRecord | None], checked: Checked
) -> SubmissionRow:
    """Return the row of one submission; `runs` has an entry per active dataset, None where none ended."""
    return SubmissionRow(
        submission=submission.id,
        uses_batch=submission.runtime.uses_batch,
        authors=tuple(author.name for author in submission.authors),
        orcids=tuple(author.orcid or "" for author in submission.authors),
        parameters_millions=None if submission.parameters is None else submission.parameters / 1e6,
        pretraining=tuple(corpus.corpus for corpus in submission.pretraining),
        pretraining_evidence=tuple(corpus.evidence for corpus in submission.pretraining),
        checkpoint_sha256=tuple(file.sha256 for file in submission.runtime.checkpoint),
        **{name: getattr(submission, name) for name in _AS_DECLARED},
        **_cost(runs),
        **_measured(checked),
    )


def _measured(checked: Checked) -> dict[str, Any]:
    """Return the columns that the rehearsal measured."""
    record = checked.record
    return {
        "checks": checked.status,
        "checks_reason": " ".join(checked.reason.split()),
        "measured_context": record.measured_context if record else None,
        **{column: record.number(figure) if record else None for column, figure in _FIGURES.items()},
    }


def _cost(runs: Sequence[RunRecord | None]) -> dict[str, Any]:
    """Return the columns that runs measured; failed runs stopped early and cost nothing comparable."""
    done = [run for run in runs if run is not None and run.status == "ok"]
    on_gpu = [run.peak_gpu_bytes / MIB for run in done if run.peak_gpu_bytes is not None]
    return {
        "n_dims": max((run.n_dims for run in done if run.n_dims is not None), default=None),
        "n_runs_ok": len(done),
        "n_runs_failed": len(runs) - len(done),
        "wall_s_per_10k_cells": median(run.wall_s / run.n_cells * 10_000 for run in done) if done else None,
        "peak_rss_mib": max((run.peak_rss_bytes / MIB for run in done), default=None),
        "peak_gpu_mib": max(on_gpu, default=None),
    }
