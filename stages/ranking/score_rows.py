"""Rows of scores.parquet: every metric of every evaluation, those without a value included."""

from collections.abc import Iterator, Mapping

from stages import __version__
from stages.columns import ScoreRow
from stages.metrics.metric import Metric
from stages.ranking.evidence import Evaluation
from stages.ranking.headline import HEADLINE_VIEW
from stages.ranking.judging import Judged
from stages.ranking.scaling import Scale
from stages.records import MetricValue


def score_rows(judged: Judged, submission: str, metrics: Mapping[str, Metric]) -> Iterator[ScoreRow]:
    """Yield the rows of one evaluation: every view and metric that its dataset has a scale for, sorted.

    An evaluation that failed has as many rows as any other, each with the reason.
    """
    for (view, name), scale in sorted(judged.scales.items()):
        yield _row(judged.evaluations[submission], judged.version, scale, metrics[name], view)


def _row(evaluation: Evaluation, version: int, scale: Scale, metric: Metric, view: str) -> ScoreRow:
    scores = evaluation.scores
    run = evaluation.run
    value = _value(evaluation, view, metric.name)
    return ScoreRow(
        benchmark_version=scores.benchmark_version if scores else __version__,
        submission=evaluation.submission,
        submission_version=scores.submission_version if scores else run.submission_version if run else None,
        kind=evaluation.kind,
        dataset=evaluation.dataset,
        dataset_version=version,
        view=view,
        metric=metric.name,
        group=metric.group,
        value=value.value,
        low=value.low,
        high=value.high,
        scaled=scale.scaled(value.value),
        status=value.status if scores else "not run" if evaluation.not_run else "failed",
        reason=value.reason,
        counts=scale.counts,
        counts_reason=scale.counts_reason,
        headline=scale.counts and HEADLINE_VIEW.get(metric.group) == view,
        n_cells=scores.n_cells if scores else None,
        n_dims=scores.n_dims if scores else None,
        embedding_sha256=scores.embedding_sha256 if scores else None,
        truth_sha256=scores.truth_sha256 if scores else None,
        seed=scores.seed if scores else None,
    )


def _value(evaluation: Evaluation, view: str, metric: str) -> MetricValue:
    """Return a value, or the reason why there is none."""
    if evaluation.scores is None:
        return MetricValue.undefined(evaluation.failure)
    absent = MetricValue.undefined("not in the scores")
    return evaluation.scores.views.get(view, {}).get(metric, absent)
