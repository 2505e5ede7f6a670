"""All evaluations on one dataset, judged by its own controls."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from stages.metrics.metric import Metric
from stages.ranking.evidence import Evaluation, Evidence
from stages.ranking.headline import HEADLINE_VIEW, outside_headline
from stages.ranking.scaling import Key, Scale, scales_on
from stages.ranking.verdicts import Verdict, Weights, verdict
from stages.records import DatasetFacts


@dataclass(frozen=True, slots=True)
class Judged:
    """One active dataset.

    Attributes
    ----------
    version
        Of the dataset.
    facts
        What prepare measured; None where it could not be prepared.
    scales
        (view, metric) -> its ends on this dataset.
    outside
        Why the dataset is not part of the headline, else empty.
    evaluations, verdicts
        By submission or control, sorted.
    """

    version: int
    facts: DatasetFacts | None
    scales: Mapping[Key, Scale]
    outside: str
    evaluations: Mapping[str, Evaluation]
    verdicts: Mapping[str, Verdict]


def judge(evidence: Evidence, metrics: Mapping[str, Metric], weights: Weights) -> Judged:
    """Return the verdicts on all evaluations of a dataset; only the controls decide on scales."""
    listed = sorted(evidence.evaluations, key=lambda evaluation: evaluation.submission)
    controls = {one.submission: one.scores for one in listed if one.kind == "control" and one.scores}
    scales = scales_on(metrics, controls)
    counting = Counter(
        metrics[name].group
        for (view, name), scale in scales.items()
        if scale.counts and HEADLINE_VIEW[metrics[name].group] == view
    )
    gap = f"not evaluated: {evidence.gap}" if evidence.gap else ""
    return Judged(
        version=evidence.entry.version,
        facts=evidence.facts,
        scales=scales,
        outside=gap or outside_headline(evidence.entry.kind, counting),
        evaluations={one.submission: one for one in listed},
        verdicts={one.submission: verdict(one, scales, metrics, weights) for one in listed},
    )
