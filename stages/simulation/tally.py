"""Counting how often intervals hold what they should."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from stages.ranking.intervals import Estimate

_NORMAL_95 = 1.96


@dataclass(frozen=True, slots=True)
class Tally:
    """How the intervals of one score did over many datasets; None where there is nothing to say."""

    true_value: float | None
    n_intervals: int
    n_holding: int
    coverage: float | None
    coverage_low: float | None
    coverage_high: float | None
    mean: float | None
    spread: float | None
    margin: float | None


def mean_value(estimates: Sequence[Estimate]) -> float | None:
    """Return the mean of the values there are."""
    values = [one.value for one in estimates if one.value is not None]
    return float(np.mean(values)) if values else None


def tally(estimates: Sequence[Estimate], true_value: float | None) -> Tally:
    """Return how many of the intervals hold the true value, and how wide they are.

    An interval holds its ends. Values without an interval count in the mean and the spread alone.
    """
    values = [one.value for one in estimates if one.value is not None]
    ends = [(one.low, one.high) for one in estimates if one.low is not None and one.high is not None]
    holding = sum(low <= true_value <= high for low, high in ends) if true_value is not None else 0
    coverage, low, high = share(holding, len(ends)) if true_value is not None else (None, None, None)
    return Tally(
        true_value=true_value,
        n_intervals=len(ends),
        n_holding=holding,
        coverage=coverage,
        coverage_low=low,
        coverage_high=high,
        mean=mean_value(estimates),
        spread=float(np.std(values, ddof=1)) if len(values) > 1 else None,
        margin=float(np.mean([(high - low) / 2 for low, high in ends])) if ends else None,
    )


def share(part: int, whole: int) -> tuple[float | None, float | None, float | None]:
    """Return part / whole and its 95 % interval by E. B. Wilson (1927); None where whole is 0.

    Examples
    --------
    >>> value, low, high = share(95, 100)
    >>> f"{value:.2f} {low:.3f} {high:.3f}"
    '0.95 0.888 0.978'
    """
    if whole == 0:
        return None, None, None
    value, z2 = part / whole, _NORMAL_95**2
    middle = (value + z2 / (2 * whole)) / (1 + z2 / whole)
    reach = _NORMAL_95 * np.sqrt(value * (1 - value) / whole + z2 / (4 * whole**2)) / (1 + z2 / whole)
    return value, float(middle - reach), float(middle + reach)
