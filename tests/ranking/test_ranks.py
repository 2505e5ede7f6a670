"""Ranks follow scores, rank intervals follow paired differences, and gaps are filled by comparison."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stages.ranking.board import Profile
from stages.ranking.intervals import Sampling
from stages.ranking.ranks import leader, ranked_scores, standings

HALF = Sampling(seed=1, draw_fraction=0.5)
NAN = float("nan")
WAVE = np.sin(np.arange(20))  # sd 0.72: noise x WAVE moves by +-1.5 x noise


def entry(*values, noise=0.0):
    """Return a profile whose draws lie around its values, moving by `noise` x WAVE."""
    found = np.array(values, dtype=float)
    return Profile(found, found[:, None] + noise * WAVE)


def test_complete_submissions_are_ranked_by_their_mean():
    """Two datasets: 0.6 before 0.5, whatever the single datasets say."""
    found = ranked_scores({"a": entry(0.9, 0.1), "b": entry(0.7, 0.5)})
    assert found == pytest.approx({"a": 0.5, "b": 0.6})


def test_a_gap_is_filled_by_comparison_on_the_other_datasets():
    """Complete ones average 0.8 and 0.4, in all 0.6; 0.9 on the easy one is 0.1 above, so 0.7."""
    found = ranked_scores({"a": entry(0.7, 0.5), "b": entry(0.9, 0.3), "c": entry(0.9, NAN)})
    assert found == pytest.approx({"a": 0.6, "b": 0.6, "c": 0.7})


def test_a_failure_on_a_hard_dataset_earns_nothing():
    """Failing where everybody is bad leaves a submission that is average elsewhere average."""
    found = ranked_scores({"a": entry(0.9, 0.1), "b": entry(0.9, NAN)})
    assert found["b"] == pytest.approx(found["a"])


def test_who_finished_nothing_is_not_ranked():
    """There is nothing to compare."""
    assert list(ranked_scores({"a": entry(0.5), "b": entry(NAN)})) == ["a"]


def test_without_a_complete_submission_nobody_is_ranked():
    """There is nothing to place a gap by."""
    assert ranked_scores({"a": entry(0.5, NAN), "b": entry(NAN, 0.5)}) == {}
    assert standings({"a": entry(0.5, NAN)}, HALF) == {}
    assert standings({}, HALF) == {}


def test_ranks_count_those_with_a_higher_score():
    """Equal scores share the better rank: 1, 2, 2, 4."""
    found = standings({"a": entry(0.9), "b": entry(0.5), "c": entry(0.5), "d": entry(0.1)}, HALF)
    assert [found[name].rank for name in "abcd"] == [1, 2, 2, 4]


def test_a_rank_is_as_wide_as_the_differences_are_unsure():
    """Two differ by 0.01 with noise of their own, the third is far below: 1-2, 1-2, 3."""
    found = standings({"a": entry(0.90, noise=0.1), "b": entry(0.89), "c": entry(0.2)}, HALF)
    assert {name: (one.rank_low, one.rank_high) for name, one in found.items()} == {
        "a": (1, 2),
        "b": (1, 2),
        "c": (3, 3),
    }
    assert [found[name].rank for name in "abc"] == [1, 2, 3]
    assert [found[name].tied_with_best for name in "abc"] == [True, True, False]


def test_noise_that_is_shared_leaves_ranks_sure():
    """The same cells for everybody: paired, a hundredth is a clear difference."""
    found = standings({"a": entry(0.90, noise=0.1), "b": entry(0.89, noise=0.1)}, HALF)
    assert {name: (one.rank_low, one.rank_high) for name, one in found.items()} == {"a": (1, 1), "b": (2, 2)}


def test_without_draws_no_rank_is_sure():
    """Any of three ranks is possible, and all are tied with the best."""
    board = {
        name: Profile(np.array([value]), np.empty((1, 0)))
        for name, value in (("a", 0.9), ("b", 0.5), ("c", 0.1))
    }
    found = standings(board, HALF)
    assert {(one.rank_low, one.rank_high, one.tied_with_best) for one in found.values()} == {(1, 3, True)}


def test_a_provisional_rank_lies_in_its_interval():
    """Placed third by an estimate, surely worse than nobody by pairs: the interval holds both."""
    board = {"a": entry(0.9, 0.9), "b": entry(0.8, 0.1), "c": entry(NAN, 0.45)}
    found = standings(board, HALF)
    assert all(one.rank_low <= one.rank <= one.rank_high for one in found.values())


def test_the_best_is_complete():
    """A provisional first place does not make others tied with it or worse than it."""
    found = standings({"a": entry(0.5, 0.5), "b": entry(0.9, NAN)}, HALF)
    assert found["b"].rank == 1
    assert found["a"].tied_with_best


def test_the_leader_is_the_complete_submission_with_the_highest_score():
    """The first by id if equal, and nobody where nobody is complete."""
    board = {"b": entry(0.5), "a": entry(0.5), "c": entry(0.9), "d": entry(NAN)}
    assert leader(board, ["a", "b", "d"]) == "a"
    assert leader(board, board) == "c"
    assert leader(board, ["d"]) is None
    assert leader(board, []) is None


boards = st.dictionaries(
    st.sampled_from("abcdef"),
    st.tuples(*[st.one_of(st.just(NAN), st.floats(0, 1, width=16))] * 3, st.floats(0, 0.2)),
    max_size=6,
)


@settings(deadline=None, derandomize=True)
@given(boards)
def test_a_rank_always_lies_in_its_interval(board):
    """Whatever is missing and however noisy: 1 <= low <= rank <= high <= n."""
    found = standings({name: entry(*values[:3], noise=values[3]) for name, values in board.items()}, HALF)
    assert all(1 <= one.rank_low <= one.rank <= one.rank_high <= len(found) for one in found.values())


@settings(deadline=None, derandomize=True)
@given(boards, st.randoms(use_true_random=False))
def test_the_order_of_submissions_does_not_matter(board, random):
    """Exactly the same numbers, not nearly."""
    profiles = {name: entry(*values[:3], noise=values[3]) for name, values in board.items()}
    shuffled = random.sample(sorted(profiles), k=len(profiles))
    assert standings(profiles, HALF) == standings({name: profiles[name] for name in shuffled}, HALF)
