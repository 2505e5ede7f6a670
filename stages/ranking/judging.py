"""All evaluations on one dataset, judged by its own controls."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from stages.metrics.metric import Metric
from stages.ranking.evidence import Evaluation
from stages.ranking.headline import HEADLINE_VIEW, outside_headline
from stages.ranking.scaling import Key, Scale, scales_on
from stages.ranking.verdicts import Verdict, Weights, verdict
from stages.records import DatasetFacts, Kind


@dataclass(frozen=True, slots=True)
class Judged:
    """One active dataset.

    Attributes
    ----------
    facts
        What prepare measured.
    scales
        (view, metric) -> its ends on this dataset.
    outside
        Why the dataset is not part of the headline, else empty.
    evaluations, verdicts
        By submission or control, sorted.
    """

    facts: DatasetFacts
    scales: Mapping[Key, Scale]
    outside: str
    evaluations: Mapping[str, Evaluation]
    verdicts: Mapping[str, Verdict]


def judge(
    facts: DatasetFacts,
    kind: Kind,
    evaluations: Sequence[Evaluation],
    metrics: Mapping[str, Metric],
    weights: Weights,
) -> Judged:
    """Return the verdicts on all evaluations of a dataset.

    Parameters
    ----------
    kind
        The dataset's kind in the catalog.
    evaluations
        Of every submission and control on this dataset; only the controls decide on scales.
    """
    listed = sorted(evaluations, key=lambda evaluation: evaluation.submission)
    controls = {one.submission: one.scores for one in listed if one.kind == "control" and one.scores}
    scales = scales_on(metrics, controls)
    counting = Counter(
        metrics[name].group
        for (view, name), scale in scales.items()
        if scale.counts and HEADLINE_VIEW[metrics[name].group] == view
    )
    return Judged(
        facts=facts,
        scales=scales,
        outside=outside_headline(kind, counting),
        evaluations={one.submission: one for one in listed},
        verdicts={one.submission: verdict(one, scales, metrics, weights) for one in listed},
    )
