"""Ranks, and how far each of them could move: a rank is as sure as the paired differences behind it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from stages.ranking.board import Profile
from stages.ranking.intervals import Floats, Sampling


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a submission stands among the ranked ones.

    Attributes
    ----------
    ranked_score
        The number that is ranked: the overall score, or where datasets are missing its estimate.
    rank
        1 + the number of submissions with a higher score; equal scores share a rank.
    rank_low
        1 + the number of submissions that are surely better.
    rank_high
        The number of ranked submissions - the number that are surely worse.
    tied_with_best
        Whether the best complete submission is not surely better.
    """

    ranked_score: float
    rank: int
    rank_low: int
    rank_high: int
    tied_with_best: bool


def ranked_scores(profiles: Mapping[str, Profile]) -> dict[str, float]:
    """Return the number by which each submission is ranked; who cannot be ranked is left out.

    A complete submission is ranked by its overall score. One that lacks datasets is placed by its
    mean over those it has, minus the mean of the complete submissions there, plus their mean over
    all: finishing the easy datasets only then earns nothing, and a failure costs nothing but
    certainty.

    Examples
    --------
    One complete submission scores 0.8 and 0.4. Another has only the first dataset, and is 0.1 worse
    there: it is placed 0.1 below 0.6, the complete one's mean.

    >>> done = Profile(np.array([0.8, 0.4]), np.empty((2, 0)))
    >>> half = Profile(np.array([0.7, np.nan]), np.empty((2, 0)))
    >>> {name: round(score, 3) for name, score in ranked_scores({"a": done, "b": half}).items()}
    {'a': 0.6, 'b': 0.5}
    """
    entries = {name: profiles[name] for name in sorted(profiles)}  # sums follow their order
    complete = [entry.values for entry in entries.values() if entry.complete]
    if not complete:
        return {}
    usual = np.mean(complete, axis=0)  # (n_datasets,)
    return {
        name: _ranked_score(entry, usual)
        for name, entry in entries.items()
        if np.isfinite(entry.values).any()
    }


def _ranked_score(entry: Profile, usual: Floats) -> float:
    if entry.complete:
        return float(entry.values.mean())
    there = np.isfinite(entry.values)
    return float(entry.values[there].mean() - usual[there].mean() + usual.mean())


def leader(profiles: Mapping[str, Profile], names: Iterable[str]) -> str | None:
    """Return the complete submission with the highest score among `names`; the first by id if equal."""
    complete = [name for name in sorted(names) if profiles[name].complete]
    return max(complete, key=lambda name: profiles[name].values.mean(), default=None)


def standings(profiles: Mapping[str, Profile], sampling: Sampling) -> dict[str, Standing]:
    """Return the standing of every submission that can be ranked.

    "Surely" means that the 95 % interval of the paired difference, over the datasets that both
    have, excludes 0.
    """
    scores = ranked_scores(profiles)
    better = _surely_better({name: profiles[name] for name in scores}, sampling)
    best = leader(profiles, scores)
    return {
        name: Standing(
            ranked_score=score,
            rank=(rank := 1 + sum(other > score for other in scores.values())),
            # A provisional rank is placed by an estimate, and may lie outside what the pairs say.
            rank_low=min(rank, 1 + len(better[name])),
            rank_high=max(rank, len(scores) - sum(name in others for others in better.values())),
            tied_with_best=best not in better[name],
        )
        for name, score in scores.items()
    }


def _surely_better(profiles: Mapping[str, Profile], sampling: Sampling) -> dict[str, set[str]]:
    """Return submission -> the submissions that are surely better."""
    better: dict[str, set[str]] = {name: set() for name in profiles}
    for one, other in combinations(profiles, 2):
        difference = profiles[one].minus(profiles[other], sampling)
        if difference.low is not None and difference.low > 0:
            better[other].add(one)
        if difference.high is not None and difference.high < 0:
            better[one].add(other)
    return better
