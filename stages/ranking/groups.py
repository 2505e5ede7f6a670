"""Group means and the overall score of one evaluation; a mean never skips what it is made of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from stages.ranking.scaling import Scale
from stages.records import Group, MetricValue

Draws = npt.NDArray[np.float64]
NO_DRAWS: Draws = np.empty(0)


@dataclass(frozen=True, slots=True, eq=False)
class Score:
    """A score made of metrics: a number, or the reason why there is none.

    Attributes
    ----------
    value
        0 where as bad as the worst controls, 1 where as good as the best, not clipped.
    reason
        Why `value` is None, else empty.
    draws
        The score on each subsample of cells, shape (n_draws,); NaN where undefined there, and empty
        where a part was not drawn.
    """

    value: float | None
    reason: str = ""
    draws: Draws = field(default_factory=lambda: NO_DRAWS)


def group_mean(group: Group, values: Mapping[str, MetricValue], scales: Mapping[str, Scale]) -> Score:
    """Return the mean of the scaled metrics that count.

    Parameters
    ----------
    group
        Named in the reason where there is no mean.
    values
        Metric -> its value in the group's headline view.
    scales
        Metric -> its scale, for every metric of the group.

    Returns
    -------
    Score
        Undefined where no metric counts, or where one that counts has no value.
    """
    counting = {name: scale for name, scale in sorted(scales.items()) if scale.counts}
    if not counting:
        return Score(None, f"no {group} metric counts on this dataset")
    absent = MetricValue.undefined("not in the scores")
    taken = {name: values.get(name, absent) for name in counting}
    if missing := [f"{name}: {value.reason}" for name, value in taken.items() if value.value is None]:
        return Score(None, "; ".join(missing))
    parts = [_scaled(taken[name], scale) for name, scale in counting.items()]
    return weighted_mean(parts, [1 / len(parts)] * len(parts))


def _scaled(value: MetricValue, scale: Scale) -> Score:
    """Return a metric on its scale; the ends stay those of all cells on every draw."""
    draws = [scale.scaled(draw) for draw in value.draws]
    return Score(scale.scaled(value.value), draws=np.array(draws, dtype=float))


def weighted_mean(scores: Sequence[Score], weights: Sequence[float]) -> Score:
    """Return the weighted sum of scores, undefined where one of them is."""
    if reasons := [score.reason for score in scores if score.value is None]:
        return Score(None, "; ".join(dict.fromkeys(reasons)))
    value = sum(
        weight * score.value for weight, score in zip(weights, scores, strict=True) if score.value is not None
    )
    lengths = {score.draws.size for score in scores}
    if len(lengths) > 1 or lengths == {0}:  # a part without draws leaves the whole without an interval
        return Score(value)
    draws = np.array([score.draws for score in scores])  # (n_scores, n_draws)
    return Score(value, draws=(np.array(weights)[:, None] * draws).sum(axis=0))
