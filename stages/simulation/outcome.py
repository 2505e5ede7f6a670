"""What the pipeline would publish about one simulated dataset: values and their intervals."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from stages.control_vectors import VECTORS
from stages.metrics import METRICS
from stages.metrics.cells import Cells
from stages.metrics.compute import compute
from stages.metrics.views import Truth, score_views
from stages.ranking.board import profile
from stages.ranking.groups import Score, group_mean, weighted_mean
from stages.ranking.headline import HEADLINE_VIEW
from stages.ranking.intervals import Estimate, Sampling
from stages.ranking.scaling import Key, Scale, scales_on
from stages.records import EvaluationScores, Group, MetricValue
from stages.simulation.cells import Floats

Views = Mapping[str, Mapping[str, MetricValue]]
OVERALL = "overall"
DIFFERENCE = "difference"


@dataclass(frozen=True, slots=True)
class Choices:
    """The benchmark's choices that intervals depend on.

    Attributes
    ----------
    sampling
        The seed of the draws, and the share of the cells in each.
    n_draws
        How many; 0: values alone.
    weights
        Group -> its share in the overall score.
    """

    sampling: Sampling
    n_draws: int
    weights: Mapping[Group, float]

    def without_draws(self) -> "Choices":
        """Return the same choices where values are wanted and no intervals."""
        return Choices(self.sampling, 0, self.weights)


def outcome(
    embeddings: Mapping[str, Floats], truth: Truth, choices: Choices, rng: np.random.Generator
) -> dict[tuple[str, str], Estimate]:
    """Return (embedding, score) -> value and 95 % interval.

    Parameters
    ----------
    embeddings
        Two, each (n_cells, n_dims); `difference` is the second minus the first.
    truth
        Of the same cells.
    choices
        As in the pipeline.
    rng
        For the controls.

    Returns
    -------
    dict
        Scores are every metric that has an interval, in the view of its group's mean, the groups, and
        `overall`.
    """
    scales = _scales(truth, choices, rng)
    found: dict[tuple[str, str], Estimate] = {}
    profiles = []
    for name, points in embeddings.items():
        views = _score(points, truth, choices)
        for metric in (one for one in METRICS.values() if one.drawn):
            value = views[HEADLINE_VIEW.get(metric.group, "native")][metric.name]
            found[name, metric.name] = Estimate(value.value, value.low, value.high)
        scores = _group_scores(views, scales, choices)
        profiles.append({group: profile([score], choices.n_draws) for group, score in scores.items()})
        found |= {(name, group): one.mean(choices.sampling) for group, one in profiles[-1].items()}
    first, second = profiles
    return found | {
        (DIFFERENCE, group): second[group].minus(first[group], choices.sampling) for group in first
    }


def _score(points: Floats, truth: Truth, choices: Choices) -> Views:
    return score_views(
        points,
        truth,
        seed=choices.sampling.seed,
        n_draws=choices.n_draws,
        draw_fraction=choices.sampling.draw_fraction,
        n_workers=1,
    )


def _group_scores(views: Views, scales: Mapping[Key, Scale], choices: Choices) -> dict[str, Score]:
    """Return the mean of each group and the overall score of one embedding."""
    scores: dict[str, Score] = {
        group: group_mean(group, views[HEADLINE_VIEW[group]], _of_group(group, scales))
        for group in choices.weights
    }
    return scores | {OVERALL: weighted_mean(list(scores.values()), list(choices.weights.values()))}


def _of_group(group: Group, scales: Mapping[Key, Scale]) -> dict[str, Scale]:
    return {
        name: scale
        for (view, name), scale in scales.items()
        if view == HEADLINE_VIEW[group] and METRICS[name].group == group
    }


def _scales(truth: Truth, choices: Choices, rng: np.random.Generator) -> dict[Key, Scale]:
    """Return the scales that the controls of this dataset fix."""
    label, batch = (np.unique(names, return_inverse=True)[1] for names in (truth.label, truth.batch))
    reference = truth.unintegrated.astype(np.float32)
    ranked = {name: one for name, one in METRICS.items() if one.ranked}
    marks: dict[str, list[str]] = {
        control: [name for name, one in ranked.items() if control in (one.worst_control, one.best_control)]
        for control in VECTORS
    }
    return scales_on(
        ranked,
        {
            control: _control(control, VECTORS[control](label, batch, reference, rng), truth, names, choices)
            for control, names in marks.items()
            if names
        },
    )


def _control(
    control: str, vectors: Floats, truth: Truth, names: Sequence[str], choices: Choices
) -> EvaluationScores:
    """Return the metrics whose ends a control marks; at most 50 dimensions: both views are the same."""
    values = compute(Cells(vectors, truth.label, truth.batch, truth.unintegrated, truth.donor), names)
    return EvaluationScores(
        submission=control,
        submission_version=1,
        dataset="simulated",
        dataset_version=1,
        benchmark_version="",
        embedding_sha256="",
        truth_sha256="",
        seed=choices.sampling.seed,
        n_cells=len(vectors),
        n_dims=vectors.shape[1],
        views={"native": values, "pca50": values},
    )
