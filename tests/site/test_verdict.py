"""The three sentences at the top."""

from dataclasses import replace

import pytest
from made_tables import made_tables, write_tables

from stages.site.board import read_board
from stages.site.verdict import listed, verdict


@pytest.fixture
def sentences(tmp_path):
    """Return a function from changes of ranking rows to the three sentences."""

    def of(change=lambda row: row, n_submissions=6, **changes):
        tables = made_tables(n_submissions, **changes)
        tables["ranking"] = [change(row) if row.kind == "submission" else row for row in tables["ranking"]]
        write_tables(tables, tmp_path)
        return verdict(read_board(tmp_path))

    return of


def test_a_leader_who_is_tied_is_said_to_be_tied(sentences):
    """The name of the one who may be as good is in the fact."""
    leader = sentences()[0]
    assert leader.fact == "PCA leads, tied with HVG"
    assert "0.800 (95 % 0.780 to 0.820)" in leader.meaning
    assert "Its difference to HVG could be chance." in leader.meaning


def test_many_who_are_tied_are_counted(sentences):
    """Three are named and the rest is counted."""
    leader = sentences(lambda row: replace(row, tied_with_best=True, rank_low=1, rank_high=6))[0]
    assert leader.fact == "PCA leads, tied with 5 others"
    assert "HVG, scVI, Harmony and 2 more could be chance" in leader.meaning


def test_a_sure_leader_leads(sentences):
    """Nobody else is tied with the best."""
    leader = sentences(lambda row: replace(row, tied_with_best=row.rank == 1))[0]
    assert leader.fact == "PCA leads"
    assert "It is surely better than every other on these cells." in leader.meaning


def test_only_those_whose_ranks_overlap_are_tied(sentences):
    """Where a pair is undecided and the ranks are not, nobody is tied and nothing is sure."""

    def change(row):
        return replace(row, tied_with_best=True, rank_low=row.rank, rank_high=row.rank)

    leader = sentences(change)[0]
    assert leader.fact == "PCA leads"
    assert "surely" not in leader.meaning
    assert "chance" not in leader.meaning


def test_a_lonely_submission_beats_nobody(sentences):
    """One row is no contest."""
    assert sentences(n_submissions=1)[0].fact == "PCA is the only submission"


def test_without_a_rank_nobody_leads(sentences):
    """A row without a rank is not ahead."""
    assert sentences(lambda row: replace(row, rank=None))[0].fact == "Nobody is ranked yet"


def _first_is_provisional(row, **changes):
    """Return the row; the first lacks a dataset, and the second is the best complete submission."""
    row = replace(row, best_baseline="model_001", tied_with_best=row.rank in (1, 2))
    if row.rank == 1:
        return replace(row, overall=None, provisional=True, n_scored=1, **changes)
    return replace(row, rank_low=row.rank, rank_high=row.rank)


def test_a_provisional_leader_is_not_the_best(sentences):
    """Ranks 1 and 2 are decided: the second is named as the best complete one, and nobody as tied."""
    leader = sentences(lambda row: _first_is_provisional(row, rank_low=1, rank_high=1))[0]
    assert leader.fact == "HVG is the best complete submission"
    assert "PCA is ranked before it, but provisionally: on 1 of 2 datasets." in leader.meaning
    assert "chance" not in leader.meaning
    assert "surely" not in leader.meaning


@pytest.mark.parametrize(("low", "tied"), [(-0.01, True), (0.01, False)])
def test_a_provisional_leader_is_tied_only_if_the_pair_is_undecided(sentences, low, tied):
    """Ranks that overlap are not enough: it may be surely better."""
    change = {"rank_low": 1, "rank_high": 2, "difference": 0.02, "difference_low": low}
    leader = sentences(lambda row: _first_is_provisional(row, **change))[0]
    assert leader.fact == f"HVG is the best complete submission{', tied with PCA' * tied}"


def test_without_a_complete_submission_nobody_leads(sentences):
    """The best is the best of the complete ones."""
    assert sentences(lambda row: replace(row, provisional=True))[0].fact == "Nobody is ranked yet"


def test_without_zero_shot_models_the_site_says_so(sentences):
    """The rows are the baselines, and the best one is named."""
    sentence = sentences(n_submissions=5)[1]
    assert sentence.fact == "No zero-shot model has been submitted yet"
    assert "PCA first of all" in sentence.meaning


@pytest.mark.parametrize(("low", "fact"), [(0.01, "1 of 1 zero-shot model clearly beats"), (-0.01, "0 of 1")])
def test_a_model_beats_the_baseline_only_if_its_interval_excludes_zero(sentences, low, fact):
    """A positive difference alone proves nothing."""
    sentence = sentences(lambda row: replace(row, difference=0.02, difference_low=low))[1]
    assert sentence.fact.startswith(fact)


def test_without_a_baseline_nothing_is_beaten(sentences):
    """No baseline has a score: the count of models is all that can be said."""
    assert sentences(lambda row: replace(row, best_baseline=None))[1].fact == "1 zero-shot model"


def test_the_evidence_counts_datasets_of_the_headline(sentences):
    """Synthetic cells are not among them, altered ones are not counted twice, few are said to be few."""
    evidence = sentences()[2]
    assert evidence.fact == "1 real and 1 semi-synthetic dataset"
    assert evidence.meaning.startswith("700 real cells. Few:")
    enough = sentences(lambda row: replace(row, few_datasets=False))[2]
    assert "Intervals cover other datasets" in enough.meaning
    assert sentences(datasets={"planted": "synthetic"})[2].fact == "No dataset is in the headline"


def test_before_the_first_submission_nothing_is_said_of_methods_or_intervals(sentences):
    """There is no row that a sentence could speak of."""
    leader, models, evidence = sentences(n_submissions=0)
    assert leader.fact == "Nobody is ranked yet"
    assert models.meaning == "No baseline has a score to compare with."
    assert evidence.meaning == "700 real cells. They wait for a first submission."


def test_names_are_listed_as_a_person_would():
    """Commas, and an `and` before the last."""
    assert listed(["A"]) == "A"
    assert listed(["A", "B"]) == "A and B"
    assert listed(["A", "B", "C", "D"]) == "A, B, C and 1 more"
