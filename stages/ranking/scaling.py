"""Control scaling: what a value means on a dataset is fixed by controls, never by who else is listed."""

from collections.abc import Mapping
from dataclasses import dataclass

from stages.metrics.metric import Metric
from stages.ranking.headline import HEADLINE_VIEW
from stages.records import EvaluationScores

Key = tuple[str, str]  # (view, metric)

# Ends closer than this are told apart by noise, and a division by their distance would magnify it.
NARROWEST_SCALE = 0.05


@dataclass(frozen=True, slots=True)
class Scale:
    """The ends of one metric in one view on one dataset, taken from controls.

    Attributes
    ----------
    worst, best
        The controls' values, which scale to 0 and to 1; None where a control has no value.
    reason
        Why values cannot be scaled here, else empty.
    ranked
        Whether the metric enters its group's mean where it can be scaled.
    """

    worst: float | None
    best: float | None
    reason: str
    ranked: bool

    @property
    def counts(self) -> bool:
        """Whether the metric enters its group's mean on this dataset: the same for every submission."""
        return self.ranked and not self.reason

    @property
    def counts_reason(self) -> str:
        """Why it does not count, else empty."""
        return self.reason or ("" if self.ranked else "reported, not ranked")

    def scaled(self, value: float | None) -> float | None:
        """Return (value - worst) / (best - worst): 0 as bad as the worst control, 1 as good as the best.

        Values outside 0 to 1 are kept. None stays None, and None is all there is without two ends.

        Examples
        --------
        >>> Scale(worst=0.2, best=0.6, reason="", ranked=True).scaled(0.5)
        0.75
        """
        if self.reason or value is None or self.worst is None or self.best is None:
            return None
        return (value - self.worst) / (self.best - self.worst)


def scales_on(metrics: Mapping[str, Metric], controls: Mapping[str, EvaluationScores]) -> dict[Key, Scale]:
    """Return (view, metric) -> scale on one dataset, sorted.

    Every metric is there in every view that a control was scored in, and in its headline's view.
    """
    scored = {
        (view, name)
        for scores in controls.values()
        for view, values in scores.views.items()
        for name in values
        if name in metrics
    }
    expected = {(HEADLINE_VIEW[metric.group], name) for name, metric in metrics.items() if metric.ranked}
    return {(view, name): scale_of(metrics[name], view, controls) for view, name in sorted(scored | expected)}


def scale_of(metric: Metric, view: str, controls: Mapping[str, EvaluationScores]) -> Scale:
    """Return a metric's scale on the dataset on which `controls` were scored.

    Parameters
    ----------
    metric
        The registry's entry; it names the controls at both ends.
    view
        The ends come from the same view as the values: pca50 is scaled by pca50.
    controls
        Control -> its scores on the dataset.
    """
    if metric.worst_control is None or metric.best_control is None:
        return Scale(None, None, "not scaled: no control marks its ends", metric.ranked)
    worst, worst_reason = _end(metric, view, metric.worst_control, controls)
    best, best_reason = _end(metric, view, metric.best_control, controls)
    reason = "; ".join(filter(None, (worst_reason, best_reason)))
    if worst is not None and best is not None and abs(best - worst) < NARROWEST_SCALE:
        reason = (
            f"{metric.worst_control} scores {worst:.3g} and {metric.best_control} {best:.3g}: "
            f"closer than {NARROWEST_SCALE}, so the metric tells nothing apart here"
        )
    return Scale(worst, best, reason, metric.ranked)


def _end(
    metric: Metric, view: str, control: str, controls: Mapping[str, EvaluationScores]
) -> tuple[float | None, str]:
    """Return a control's value, or None and the reason."""
    scores = controls.get(control)
    found = scores.views.get(view, {}).get(metric.name) if scores else None
    if found is None:
        return None, f"{control} was not scored"
    return found.value, "" if found.value is not None else f"{control}: {found.reason}"
