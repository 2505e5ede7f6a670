"""The benchmark's choices in params.yaml, checked before anything is made of them."""

import math
from collections.abc import Collection, Mapping

from stages.errors import BenchmarkError, did_you_mean
from stages.metrics.metric import Metric
from stages.ranking.intervals import Sampling
from stages.ranking.verdicts import Weights

LARGEST_SEED = 2**31 - 1  # it is a column of 32 bits


def require_weights(weights: Weights) -> None:
    """Raise BenchmarkError unless the groups' weights are shares that add up to 1."""
    total = weights.biology + weights.batch
    if min(weights.biology, weights.batch) < 0 or not math.isclose(total, 1):
        raise BenchmarkError(
            f"the weights are biology {weights.biology:g} and batch {weights.batch:g}, {total:g} together; "
            "expected shares of at least 0 that add up to 1",
            where="params.yaml: weights",
            fix="for example biology: 0.6 and batch: 0.4",
        )


def require_sampling(sampling: Sampling) -> None:
    """Raise BenchmarkError unless subsamples leave some cells out and the seed can be published."""
    if not 0 < sampling.draw_fraction < 1:
        raise BenchmarkError(
            f"draw_fraction is {sampling.draw_fraction:g}; expected a share above 0 and below 1",
            where="params.yaml: scoring.draw_fraction",
            fix="for example draw_fraction: 0.5",
        )
    if not 0 <= sampling.seed <= LARGEST_SEED:
        raise BenchmarkError(
            f"seed is {sampling.seed}; expected 0 to {LARGEST_SEED}",
            where="params.yaml: seed",
            fix="set seed: 0",
        )


def require_controls(listed: Collection[str], known: Collection[str], metrics: Mapping[str, Metric]) -> None:
    """Raise BenchmarkError if a listed control is none, or one that a metric is scaled by is not listed."""
    for control in listed:
        if control not in known:
            raise BenchmarkError(
                f"there is no control `{control}`; expected some of {sorted(known)}"
                f"{did_you_mean(control, known)}",
                where="params.yaml: controls",
                fix="correct the name or remove it",
            )
    for metric in metrics.values():
        for anchor in (metric.worst_control, metric.best_control):
            if anchor is not None and anchor not in listed:
                raise BenchmarkError(
                    f"control `{anchor}` is not listed; expected it, as it scales metric `{metric.name}`",
                    where="params.yaml: controls",
                    fix=f"add `- {anchor}`",
                )


def absent_baselines(listed: Collection[str], submissions: Collection[str]) -> list[str]:
    """Return a sentence on each listed baseline that is no submission here; a small board may lack some."""
    return [
        f"baseline `{name}` of params.yaml is no submission{did_you_mean(name, submissions)}"
        for name in listed
        if name not in submissions
    ]
