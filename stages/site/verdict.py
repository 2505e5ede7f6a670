"""Three sentences: who leads and how sure, who beats the baseline, and on how much evidence."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from stages.columns import RankingRow
from stages.site import figures
from stages.site.board import Board

_NAMED = 3  # names in a sentence before the rest is counted


@dataclass(frozen=True, slots=True)
class Sentence:
    """A fact in a few words, and what it means."""

    fact: str
    meaning: str


def verdict(board: Board) -> list[Sentence]:
    """Return what a reader should take away from the ranking."""
    return [_leader(board.ranked), _zero_shot(board), _evidence(board)]


def _leader(ranked: Sequence[RankingRow]) -> Sentence:
    placed = [row for row in ranked if row.rank is not None]
    best = next((row for row in placed if not row.provisional), None)
    if best is None:
        return Sentence("Nobody is ranked yet", "No submission has a score on every dataset of the headline.")
    if len(placed) == 1:
        return Sentence(f"{best.name} is the only submission", _score(best))
    # Only a provisional submission can stand before the best complete one.
    ahead = placed[: placed.index(best)]
    tied = [row.name for row in placed if row is not best and _undecided(row, best)]
    fact = f"{best.name} is the best complete submission" if ahead else f"{best.name} leads"
    if tied:
        fact += f", tied with {tied[0] if len(tied) == 1 else f'{len(tied)} others'}"
    parts = [_score(best), _certainty(best, placed, tied), *(_ahead(row) for row in ahead)]
    return Sentence(fact, " ".join(part for part in parts if part))


def _undecided(row: RankingRow, best: RankingRow) -> bool:
    """Return whether neither of the two is surely better than the other, as far as the ranking tells."""
    if row.best_baseline == best.submission and (row.difference_low or 0) > 0:
        return False
    lows, highs = (row.rank_low or 0, best.rank_low or 0), (row.rank_high or 0, best.rank_high or 0)
    return row.tied_with_best and max(lows) <= min(highs)


def _certainty(best: RankingRow, placed: Sequence[RankingRow], tied: Sequence[str]) -> str:
    if tied:
        return f"Its difference to {listed(tied)} could be chance."
    if any(row.tied_with_best for row in placed if row is not best):
        return ""
    return f"It is surely better than every other{' on these cells' if best.few_datasets else ''}."


def _ahead(row: RankingRow) -> str:
    return (
        f"{row.name} is ranked before it, but provisionally: on {row.n_scored} of {row.n_datasets} datasets."
    )


def _score(row: RankingRow) -> str:
    interval = ""
    if row.overall_low is not None and row.overall_high is not None:
        low, high = figures.decimal(row.overall_low), figures.decimal(row.overall_high)
        interval = f" (95 % {low} to {high})"
    return f"Overall {figures.decimal(row.overall or 0.0)}{interval}; 0 is the worst control, 1 the best."


def _zero_shot(board: Board) -> Sentence:
    models = [row for row in board.ranked if row.zero_shot]
    baseline = next((board.names.get(row.best_baseline or "") for row in board.ranked), None)
    if not models:
        return _unknown([row for row in board.ranked if row.track == "zero-shot"], baseline)
    if baseline is None:
        return Sentence(
            f"{len(models)} zero-shot {_noun(models)}", "No baseline has a score to compare with."
        )
    better = [row.name for row in models if row.difference_low is not None and row.difference_low > 0]
    number = (
        f"{len(better)} of {len(models)} zero-shot {_noun(models)} clearly {_beat(better)} the best baseline"
    )
    who = f"{listed(better)} against {baseline}." if better else f"The baseline is {baseline}."
    return Sentence(number, f"{who} Clearly: the 95 % interval of the paired difference is above zero.")


def _unknown(claimed: Sequence[RankingRow], baseline: str | None) -> Sentence:
    """Return what is to be said while no model is known to be zero-shot."""
    to_beat = (
        f"What you see are the methods that a frozen model has to beat, {baseline} first of all."
        if baseline
        else "No baseline has a score to compare with."
    )
    if not claimed:
        return Sentence("No zero-shot model has been submitted yet", to_beat)
    if any(row.n_scored for row in claimed):
        meaning = f"It is declared of {listed([row.name for row in claimed])}; no rehearsal has confirmed it."
        return Sentence("No model is known to be zero-shot yet", meaning)
    waiting = f"{len(claimed)} {'model waits' if len(claimed) == 1 else 'models wait'} for a run."
    return Sentence("No foundation model has a score yet", f"{to_beat} {waiting}")


def _beat(better: Sequence[str]) -> str:
    return "beats" if len(better) == 1 else "beat"


def _noun(models: Sequence[RankingRow]) -> str:
    return "model" if len(models) == 1 else "models"


def _evidence(board: Board) -> Sentence:
    if not board.headline:
        return Sentence("No dataset is in the headline", "There is nothing that a ranking could rest on.")
    kinds = Counter(row.kind for row in board.headline)
    parts = [f"{number} {kind}" for kind, number in sorted(kinds.items())]
    fact = f"{' and '.join(parts)} {'dataset' if kinds[max(kinds)] == 1 else 'datasets'}"
    # Cells that were altered are no further evidence: only real ones are counted.
    n_cells = sum(row.n_cells or 0 for row in board.headline if row.kind == "real")
    cells = f"{figures.count(n_cells)} real cells. "
    if not board.ranked:
        return Sentence(fact, f"{cells}They wait for a first submission.")
    if any(row.few_datasets for row in board.ranked):
        return Sentence(
            fact, f"{cells}Few: intervals cover other cells of the same datasets, not other tissues."
        )
    return Sentence(fact, f"{cells}Intervals cover other datasets of the same kind.")


def listed(names: Sequence[str]) -> str:
    """Return names as a person would list them; of many, the first few and how many more."""
    shown = list(names[:_NAMED])
    mark = "; " if any("," in name for name in shown) else ", "
    if len(names) > _NAMED:
        shown.append(f"{len(names) - _NAMED} more")
    return shown[0] if len(shown) == 1 else f"{mark.join(shown[:-1])} and {shown[-1]}"
