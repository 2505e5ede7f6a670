"""The verdict on one evaluation: biology, batch and overall."""

from collections.abc import Mapping
from dataclasses import dataclass

from stages.metrics.metric import Metric
from stages.ranking.evidence import Evaluation
from stages.ranking.groups import Score, group_mean, weighted_mean
from stages.ranking.headline import HEADLINE_VIEW
from stages.ranking.scaling import Key, Scale
from stages.records import EvaluationScores, Group


@dataclass(frozen=True, slots=True)
class Weights:
    """Shares of the groups in the overall score; they add up to 1."""

    biology: float
    batch: float


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the metrics of one evaluation add up to."""

    biology: Score
    batch: Score
    overall: Score


def verdict(
    evaluation: Evaluation, scales: Mapping[Key, Scale], metrics: Mapping[str, Metric], weights: Weights
) -> Verdict:
    """Return the group means and the overall score of one evaluation.

    overall = weights.biology x biology + weights.batch x batch, undefined where one of them is. All
    three are undefined where the evaluation failed, with its reason.
    """
    if evaluation.scores is None:
        failed = Score(None, evaluation.failure)
        return Verdict(failed, failed, failed)
    biology = _group(evaluation.scores, "biology", scales, metrics)
    batch = _group(evaluation.scores, "batch", scales, metrics)
    overall = weighted_mean([biology, batch], [weights.biology, weights.batch])
    return Verdict(biology, batch, overall)


def _group(
    scores: EvaluationScores, group: Group, scales: Mapping[Key, Scale], metrics: Mapping[str, Metric]
) -> Score:
    view = HEADLINE_VIEW[group]
    own = {
        name: scale for (seen, name), scale in scales.items() if seen == view and metrics[name].group == group
    }
    return group_mean(group, scores.views.get(view, {}), own)
