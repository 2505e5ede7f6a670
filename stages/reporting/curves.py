"""A metric against the strength of what was planted: the curve, and what it amounts to."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from stages.simulation.rows import SensitivityRow

Key = tuple[str, str, str]  # (metric, embedding, factor)


@dataclass(frozen=True, slots=True)
class Curve:
    """The values of one metric on one embedding as one factor varies.

    Attributes
    ----------
    points
        (level, value) of every replicate that has a value, by level.
    """

    points: tuple[tuple[float, float], ...]

    @property
    def means(self) -> list[tuple[float, float]]:
        """Return (level, mean over replicates)."""
        values = defaultdict(list)
        for level, value in self.points:
            values[level].append(value)
        return [(level, float(np.mean(found))) for level, found in sorted(values.items())]

    @property
    def ends(self) -> tuple[float, float]:
        """Return the means at the weakest and at the strongest level."""
        means = self.means
        return means[0][1], means[-1][1]

    @property
    def reach(self) -> float:
        """Return how far the mean travels: from its lowest to its highest level's value."""
        values = [value for _, value in self.means]
        return max(values) - min(values)

    @property
    def monotone(self) -> bool:
        """Whether the mean never turns back."""
        steps = [after[1] - before[1] for before, after in pairwise(self.means)]
        return all(step >= 0 for step in steps) or all(step <= 0 for step in steps)

    @property
    def rho(self) -> float | None:
        """Return C. Spearman's rank correlation of level and value; None where nothing varies."""
        levels, values = (_ranks(np.array(column)) for column in zip(*self.points, strict=True))
        if np.ptp(levels) == 0 or np.ptp(values) == 0:
            return None
        return float(np.corrcoef(levels, values)[0, 1])


def curves(rows: Iterable[SensitivityRow]) -> dict[Key, Curve]:
    """Return (metric, embedding, factor) -> curve; where a metric has no value it has no point."""
    points = defaultdict(list)
    for row in rows:
        if row.value is not None:
            points[row.metric, row.embedding, row.factor].append((row.level, row.value))
    return {key: Curve(tuple(sorted(found))) for key, found in points.items()}


def _ranks(values: np.ndarray) -> np.ndarray:
    """Return the rank of each value, the mean rank among equals."""
    _, place, counts = np.unique(values, return_inverse=True, return_counts=True)
    return np.asarray((np.cumsum(counts) - (counts - 1) / 2)[place])
