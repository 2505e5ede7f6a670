"""The board: every submission and control on every dataset of the headline, as arrays."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from stages.ranking.groups import Score
from stages.ranking.intervals import Estimate, Floats, Sampling, estimate


@dataclass(frozen=True, slots=True, eq=False)
class Profile:
    """One submission or control on the datasets of the headline.

    Attributes
    ----------
    values
        Shape (n_datasets,): the overall score, NaN where there is none.
    draws
        Shape (n_datasets, n_draws): the same on the subsamples of cells, NaN where undefined.
    """

    values: Floats
    draws: Floats

    @property
    def complete(self) -> bool:
        """Whether every dataset of the headline has a score, and there is one."""
        return self.values.size > 0 and bool(np.isfinite(self.values).all())

    def mean(self, sampling: Sampling) -> Estimate:
        """Return the mean over the datasets that have a score."""
        return estimate(self.values, self.draws, sampling)

    def minus(self, other: "Profile", sampling: Sampling) -> Estimate:
        """Return the mean paired difference over the datasets that both have."""
        return estimate(self.values - other.values, self.draws - other.draws, sampling)


def profile(scores: Sequence[Score], n_draws: int) -> Profile:
    """Return the profile of one row from its scores on the headline's datasets, in their order.

    A score that was not drawn `n_draws` times counts as undefined on every draw.
    """
    undefined = np.full(n_draws, np.nan)
    return Profile(
        values=np.array([np.nan if score.value is None else score.value for score in scores], dtype=float),
        draws=np.array(
            [score.draws if score.draws.size == n_draws else undefined for score in scores]
        ).reshape(len(scores), n_draws),
    )


def profiles(overall: Mapping[str, Sequence[Score]]) -> dict[str, Profile]:
    """Return id -> profile, from id -> scores on the headline's datasets."""
    n_draws = max((score.draws.size for score in _all(overall)), default=0)
    return {name: profile(scores, n_draws) for name, scores in overall.items()}


def _all(overall: Mapping[str, Sequence[Score]]) -> Iterable[Score]:
    return (score for scores in overall.values() for score in scores)
