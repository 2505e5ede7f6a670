"""Rows of evaluations.parquet: what each run scored and what it cost."""

import numpy as np

from stages.columns import EvaluationRow
from stages.ranking.evidence import Evaluation
from stages.ranking.exposure import Exposure
from stages.ranking.groups import Score
from stages.ranking.intervals import Estimate, Sampling, estimate
from stages.ranking.judging import Judged
from stages.ranking.verdicts import Verdict

MIB = 1 << 20


def evaluation_row(
    judged: Judged, submission: str, sampling: Sampling, file_sha256: str | None, seen: Exposure
) -> EvaluationRow:
    """Return the row of one evaluation; a failed one has its reason and no score."""
    evaluation, verdict = judged.evaluations[submission], judged.verdicts[submission]
    scores, run = evaluation.scores, evaluation.run
    return EvaluationRow(
        submission=evaluation.submission,
        kind=evaluation.kind,
        dataset=evaluation.dataset,
        in_headline=not judged.outside,
        status=_status(evaluation, verdict),
        reason=verdict.overall.reason,
        exposure=seen.grade,
        exposure_evidence=seen.evidence,
        n_cells=scores.n_cells if scores else None,
        n_dims=scores.n_dims if scores else None,
        wall_s=run.wall_s if run else None,
        cpu_s=run.cpu_s if run else None,
        peak_rss_mib=run.peak_rss_bytes / MIB if run else None,
        peak_gpu_mib=run.peak_gpu_bytes / MIB if run and run.peak_gpu_bytes is not None else None,
        device=run.device if run else None,
        confinement=run.confinement if run else None,
        code_sha256=run.code_sha256 if run else None,
        file_sha256=file_sha256 if scores else None,
        git_commit=run.git_commit if run else None,
        **_with_interval(verdict.overall, sampling).columns("overall"),
        **_with_interval(verdict.biology, sampling).columns("biology"),
        **_with_interval(verdict.batch, sampling).columns("batch"),
    )


def _status(evaluation: Evaluation, verdict: Verdict) -> str:
    if evaluation.scores is None:
        return "not run" if evaluation.not_run else "failed"
    return "ok" if verdict.overall.value is not None else "undefined"


def _with_interval(score: Score, sampling: Sampling) -> Estimate:
    value = np.nan if score.value is None else score.value
    return estimate(np.array([value]), score.draws[None, :], sampling)
