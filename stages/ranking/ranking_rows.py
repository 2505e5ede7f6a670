"""Rows of ranking.parquet: one per submission and control, over the datasets of the headline."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

import numpy as np

from stages.columns import RankingRow
from stages.ranking.board import Profile, profiles
from stages.ranking.contenders import Contender
from stages.ranking.intervals import ENOUGH_DATASETS, NO_ESTIMATE, Sampling
from stages.ranking.ranks import Standing, leader, ranked_scores, standings

ENOUGH_UNSEEN = 3  # datasets that pretraining has not seen, to be ranked by them alone


def ranking_rows(contenders: Sequence[Contender], sampling: Sampling) -> list[RankingRow]:
    """Return the ranking, sorted by id; the rows of submissions depend on submissions alone."""
    board = profiles(
        {who.submission: [verdict.overall for verdict in who.verdicts.values()] for who in contenders}
    )
    ranked = {who.submission: board[who.submission] for who in contenders if _may_be_ranked(who)}
    found = standings(ranked, sampling)
    clean = ranked_scores(_unseen_only(board, [who for who in contenders if _may_be_ranked(who)]))
    baseline = leader(board, [who.submission for who in contenders if who.baseline and _may_be_ranked(who)])
    return [
        _row(who, board, baseline, found.get(who.submission), sampling, clean=clean)
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
    *,
    clean: Mapping[str, float],
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
        n_unseen=_n_unseen(who),
        few_datasets=n_scored < ENOUGH_DATASETS,
        reason=_reason(who, standing),
        **overall.columns("overall"),
        **difference.columns("difference"),
        **_standing_columns(standing),
        **_clean_columns(clean.get(who.submission), clean),
    )


def _standing_columns(standing: Standing | None) -> dict[str, Any]:
    if standing is None:
        return dict.fromkeys(("ranked_score", "rank", "rank_low", "rank_high")) | {"tied_with_best": False}
    return asdict(standing)


def _n_unseen(who: Contender) -> int:
    return sum(who.verdicts[dataset].overall.value is not None for dataset in who.unseen)


def _unseen_only(board: Mapping[str, Profile], contenders: Sequence[Contender]) -> dict[str, Profile]:
    """Return the profiles of those with enough datasets that nothing saw before; the others are missing."""
    found = {}
    for who in contenders:
        if _n_unseen(who) < min(ENOUGH_UNSEEN, len(who.verdicts)):
            continue
        hidden = np.array([dataset not in who.unseen for dataset in who.verdicts])
        own = board[who.submission]
        found[who.submission] = Profile(
            np.where(hidden, np.nan, own.values), np.where(hidden[:, None], np.nan, own.draws)
        )
    return found


def _clean_columns(score: float | None, clean: Mapping[str, float]) -> dict[str, Any]:
    rank = None if score is None else 1 + sum(other > score for other in clean.values())
    return {"unseen_score": score, "unseen_rank": rank}


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
