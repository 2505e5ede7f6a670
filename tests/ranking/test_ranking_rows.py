"""The ranking has a row for everybody: ranks for submissions, differences to the best baseline for all."""

import numpy as np
import pytest

from stages.ranking.checking import NOT_CHECKED, Checked
from stages.ranking.contenders import Contender
from stages.ranking.groups import Score
from stages.ranking.intervals import Sampling
from stages.ranking.ranking_rows import ranking_rows
from stages.ranking.verdicts import Verdict

HALF = Sampling(seed=1, draw_fraction=0.5)
PASSED = Checked("passed")
WAVE = 0.1 * np.sin(np.arange(20))


def who(name, *values, track="fitted", kind="submission", baseline=True, checked=PASSED, seen=()):
    """Return a contender with an overall score per dataset: a reason instead of a number is undefined."""
    verdicts = {}
    for place, value in enumerate(values):
        gone = isinstance(value, str)
        score = Score(None, value) if gone else Score(value, draws=value + WAVE)
        verdicts[f"d{place}"] = Verdict(score, score, score)
    numbers = tuple(None if isinstance(value, str) else value / 2 for value in values)
    return Contender(
        name,
        name.upper(),
        kind,
        track,
        baseline=baseline and kind == "submission",
        uses_batch=False,
        checked=checked if kind == "submission" else None,
        zero_shot=track == "zero-shot",
        verdicts=verdicts,
        avg_bio=numbers,
        unseen=frozenset(verdicts) - set(seen),
    )


def ranking(*contenders):
    """Return submission -> row."""
    return {row.submission: row for row in ranking_rows(contenders, HALF)}


def test_a_complete_submission_has_means_and_intervals():
    """Over both datasets; AvgBIO is a mean of raw values."""
    row = ranking(who("pca", 0.6, 0.4))["pca"]
    assert (row.overall, row.biology, row.batch, row.avg_bio) == pytest.approx((0.5, 0.5, 0.5, 0.25))
    assert (row.overall_low + row.overall_high) / 2 == pytest.approx(0.5)
    assert (row.ranked_score, row.rank, row.rank_low, row.rank_high) == (pytest.approx(0.5), 1, 1, 1)
    assert (row.n_datasets, row.n_scored, row.provisional, row.few_datasets) == (2, 2, False, True)
    assert row.reason == ""


def test_the_best_baseline_is_the_best_of_those_that_are_listed():
    """Neither a better model, whatever it calls itself, nor a better control, nor an incomplete baseline."""
    rows = ranking(
        who("model", 0.9, 0.9, track="zero-shot", baseline=False),
        who("newcomer", 0.95, 0.95, track="fitted", baseline=False),
        who("pca", 0.5, 0.5),
        who("hvg", 0.4, 0.4),
        who("scvi", 0.99, "crashed"),
        who("perfect", 1.0, 1.0, kind="control", track="control"),
    )
    assert {row.best_baseline for row in rows.values()} == {"pca"}
    assert {name for name, row in rows.items() if row.baseline} == {"pca", "hvg", "scvi"}
    assert rows["model"].difference == pytest.approx(0.4)
    assert rows["model"].difference_low > 0.39
    assert (rows["pca"].difference, rows["pca"].difference_low, rows["pca"].difference_high) == (0, 0, 0)


def test_without_a_complete_baseline_there_is_no_difference():
    """Null, not zero."""
    row = ranking(who("model", 0.9, baseline=False))["model"]
    assert (row.best_baseline, row.difference, row.difference_low) == (None, None, None)


def test_controls_are_rows_without_a_rank():
    """They count for nobody's rank."""
    rows = ranking(who("pca", 0.5), who("perfect", 1.0, kind="control", track="control"))
    perfect = rows["perfect"]
    assert (perfect.rank, perfect.rank_low, perfect.rank_high, perfect.ranked_score) == (
        None,
        None,
        None,
        None,
    )
    assert (perfect.overall, perfect.tied_with_best, perfect.provisional) == (1.0, False, False)
    assert perfect.difference == pytest.approx(0.5)
    assert rows["pca"].rank == 1


def test_a_failed_evaluation_makes_a_rank_provisional_and_leaves_no_overall_score():
    """Placed 0.1 above the mean of the complete one; the difference is over the dataset that both have."""
    rows = ranking(who("pca", 0.6, 0.2), who("scvi", 0.7, "out of\n  memory"))
    row = rows["scvi"]
    assert (row.overall, row.overall_low, row.biology, row.batch, row.avg_bio) == (
        None,
        None,
        None,
        None,
        None,
    )
    assert (row.ranked_score, row.rank, row.provisional) == (pytest.approx(0.5), 1, True)
    assert (row.difference, row.n_datasets, row.n_scored) == (pytest.approx(0.1), 2, 1)
    assert row.reason == "d1: out of memory"
    assert rows["pca"].rank == 2
    assert rows["pca"].tied_with_best


def test_who_failed_everywhere_has_no_rank_and_every_reason():
    """Not last: nobody knows."""
    row = ranking(who("pca", 0.6, 0.2), who("scvi", "crashed", "timeout"))["scvi"]
    assert (row.rank, row.provisional, row.difference) == (None, False, None)
    assert row.reason == "d0: crashed; d1: timeout"


def test_without_a_complete_submission_nobody_has_a_rank():
    """And the reason says so."""
    row = ranking(who("pca", 0.6, "crashed"))["pca"]
    assert row.rank is None
    assert row.reason == "d1: crashed; not ranked, as no submission is complete"


def test_without_a_headline_nobody_has_a_score():
    """Only synthetic datasets are active."""
    row = ranking(who("pca"))["pca"]
    assert (row.overall, row.rank, row.biology, row.n_datasets) == (None, None, None, 0)
    assert row.reason == "no dataset is part of the headline"


def test_eight_datasets_are_no_longer_few():
    """From there on the interval covers other datasets."""
    rows = ranking(who("pca", *[0.1 * place for place in range(8)]), who("hvg", *[0.5] * 7, "crashed"))
    assert (rows["pca"].few_datasets, rows["hvg"].few_datasets) == (False, True)


def test_another_submission_changes_nobodys_scores():
    """Scores and their intervals stay to the last digit; ranks may move."""
    few = ranking(who("pca", 0.6, 0.2), who("hvg", 0.5, 0.4))
    more = ranking(
        who("aaa", 0.9, 0.9), who("hvg", 0.5, 0.4), who("pca", 0.6, 0.2), who("zzz", "failed", 0.1)
    )
    for name, row in few.items():
        for column in ("overall", "overall_low", "overall_high", "biology", "batch", "avg_bio"):
            assert getattr(row, column) == getattr(more[name], column)


def test_rows_are_sorted_by_id_whatever_the_order():
    """And equal."""
    contenders = [who("pca", 0.6, 0.2), who("hvg", 0.5, "crashed"), who("abc", 0.1, 0.9)]
    rows = ranking_rows(contenders, HALF)
    assert [row.submission for row in rows] == ["abc", "hvg", "pca"]
    assert ranking_rows(contenders[::-1], HALF) == rows


def test_a_refused_submission_has_no_rank_and_moves_nobody():
    """Its scores are shown, with the figures; it is no reference, and the others are ranked without it."""
    refused = Checked("refused", "dataset_context is none;\nmeasured is fit")
    rows = ranking(who("pca", 0.5), who("scvi", 0.9, checked=refused), who("hvg", 0.4))
    assert [rows[name].rank for name in ("pca", "hvg", "scvi")] == [1, 2, None]
    assert rows["hvg"].best_baseline == "pca"
    assert (rows["scvi"].overall, rows["scvi"].checks) == (pytest.approx(0.9), "refused")
    assert rows["scvi"].reason == "refused by the rehearsal: dataset_context is none; measured is fit"


def test_what_is_not_checked_is_ranked_and_says_so():
    """It is not known to be zero-shot, and not known to be anything worse."""
    row = ranking(who("pca", 0.5, checked=NOT_CHECKED))["pca"]
    assert (row.rank, row.checks, row.reason) == (1, "not checked", "")
    assert ranking(who("perfect", 1.0, kind="control", track="control"))["perfect"].checks is None


def test_what_pretraining_saw_is_left_out_of_the_ranking_by_unseen_datasets():
    """A model that leads by what it saw before is placed by the rest alone."""
    rows = ranking(
        who("pca", 0.6, 0.5, 0.5, 0.5),
        who("model", 1.0, 0.4, 0.4, 0.4, track="zero-shot", baseline=False, seen=["d0"]),
    )
    assert (rows["model"].rank, rows["pca"].rank) == (1, 2)
    assert (rows["model"].unseen_rank, rows["pca"].unseen_rank) == (2, 1)
    assert (rows["model"].n_unseen, rows["pca"].n_unseen) == (3, 4)
    assert rows["pca"].unseen_score == pytest.approx(rows["pca"].ranked_score)
    assert rows["model"].unseen_score == pytest.approx(0.425)  # 0.1 below the other on three of four


def test_two_unseen_datasets_of_four_are_too_few_for_a_rank():
    """What remains could be the easy ones."""
    rows = ranking(who("pca", 0.6, 0.5, 0.5, 0.5), who("model", 0.9, 0.9, 0.4, 0.4, seen=["d0", "d1"]))
    assert (rows["model"].n_unseen, rows["model"].unseen_rank, rows["model"].unseen_score) == (2, None, None)
    assert rows["model"].rank == 1


def test_of_a_small_headline_all_datasets_are_enough():
    """Nobody is left out because there are only two."""
    rows = ranking(who("pca", 0.6, 0.4), who("hvg", 0.5, 0.3), who("shuffled", 0, 0, kind="control"))
    assert [rows[name].unseen_rank for name in ("pca", "hvg", "shuffled")] == [1, 2, None]
