"""Rows of ranking.parquet: one per submission and control, over the datasets of the headline."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

import numpy as np

from stages.columns import RankingRow
from stages.ranking.board import Profile, profiles
from stages.ranking.contenders import Contender
from stages.ranking.intervals import ENOUGH_DATASETS, NO_ESTIMATE, Sampling
from stages.ranking.ranks import Standing, leader, standings


def ranking_rows(contenders: Sequence[Contender], sampling: Sampling) -> list[RankingRow]:
    """Return the ranking, sorted by id; the rows of submissions depend on submissions alone."""
    board = profiles(
        {who.submission: [verdict.overall for verdict in who.verdicts.values()] for who in contenders}
    )
    ranked = {who.submission: board[who.submission] for who in contenders if _may_be_ranked(who)}
    found = standings(ranked, sampling)
    baseline = leader(board, [who.submission for who in contenders if who.baseline and _may_be_ranked(who)])
    return [
        _row(who, board, baseline, found.get(who.submission), sampling)
        for who in sorted(contenders, key=lambda who: who.submission)
    ]


def _may_be_ranked(who: Contender) -> bool:
    """Return whether it is a submission that the rehearsal did not refuse."""
    return who.checked is not None and who.checked.status != "refused"


def _row(
    who: Contender,
    board: Mapping[str, Profile],
    baseline: str | None,
    standing: Standing | None,
    sampling: Sampling,
) -> RankingRow:
    own = board[who.submission]
    overall = own.mean(sampling) if own.complete else NO_ESTIMATE
    difference = own.minus(board[baseline], sampling) if baseline else NO_ESTIMATE
    n_scored = int(np.isfinite(own.values).sum())
    return RankingRow(
        submission=who.submission,
        name=who.name,
        kind=who.kind,
        track=who.track,
        baseline=who.baseline,
        uses_batch=who.uses_batch,
        checks=who.checked.status if who.checked else None,
        zero_shot=who.zero_shot,
        biology=_mean([verdict.biology.value for verdict in who.verdicts.values()]),
        batch=_mean([verdict.batch.value for verdict in who.verdicts.values()]),
        avg_bio=_mean(who.avg_bio),
        best_baseline=baseline,
        n_datasets=len(who.verdicts),
        n_scored=n_scored,
        provisional=standing is not None and not own.complete,
        few_datasets=n_scored < ENOUGH_DATASETS,
        reason=_reason(who, standing),
        **overall.columns("overall"),
        **difference.columns("difference"),
        **_standing_columns(standing),
    )


def _standing_columns(standing: Standing | None) -> dict[str, Any]:
    if standing is None:
        return dict.fromkeys(("ranked_score", "rank", "rank_low", "rank_high")) | {"tied_with_best": False}
    return asdict(standing)


def _mean(values: Sequence[float | None]) -> float | None:
    """Return the mean, or None where a value is missing or there is none."""
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if known and len(known) == len(values) else None


def _reason(who: Contender, standing: Standing | None) -> str:
    if not who.verdicts:
        return "no dataset is part of the headline"
    missing = [
        f"{dataset}: {' '.join(verdict.overall.reason.split())}"
        for dataset, verdict in who.verdicts.items()
        if verdict.overall.value is None
    ]
    if who.checked and who.checked.status == "refused":
        missing.insert(0, f"refused by the rehearsal: {' '.join(who.checked.reason.split())}")
    elif who.checked and standing is None and len(missing) < len(who.verdicts):
        missing.append("not ranked, as no submission is complete")
    return "; ".join(missing)
