"""A profile is what a row has on the headline's datasets; differences are paired."""

import numpy as np
import pytest

from stages.ranking.board import profile, profiles
from stages.ranking.groups import Score
from stages.ranking.intervals import NO_ESTIMATE, Sampling

HALF = Sampling(seed=1, draw_fraction=0.5)
WAVE = np.sin(np.arange(20))


def drawn(value, noise):
    """Return a score whose draws lie around it."""
    return Score(value, draws=value + noise)


def test_a_profile_has_a_value_per_dataset():
    """An undefined score is NaN in memory, and never in a file."""
    found = profile([drawn(0.5, WAVE), Score(None, "failed")], n_draws=20)
    assert found.values == pytest.approx([0.5, np.nan], nan_ok=True)
    assert found.draws.shape == (2, 20)
    assert np.isnan(found.draws[1]).all()
    assert not found.complete


def test_a_profile_without_datasets_is_not_complete():
    """Nothing is no score."""
    found = profile([], n_draws=0)
    assert not found.complete
    assert found.mean(HALF) == NO_ESTIMATE


def test_a_paired_difference_is_tighter_than_the_scores():
    """Noise that both have, because the cells are the same, cancels."""
    board = profiles({"a": [drawn(0.7, 0.1 * WAVE)], "b": [drawn(0.6, 0.1 * WAVE + 0.001 * WAVE**2)]})
    alone = board["a"].mean(HALF)
    paired = board["a"].minus(board["b"], HALF)
    assert paired.value == pytest.approx(0.1)
    assert paired.high - paired.low < 0.05 * (alone.high - alone.low)
    assert paired.low > 0


def test_a_difference_is_over_the_datasets_that_both_have():
    """(0.5 - 0.3) on the second dataset only."""
    board = profiles(
        {
            "a": [Score(0.9), Score(0.5), Score(None, "failed")],
            "b": [Score(None, "failed"), Score(0.3), Score(0.1)],
        }
    )
    assert board["a"].minus(board["b"], HALF).value == pytest.approx(0.2)


def test_scores_that_were_not_drawn_have_a_difference_without_an_interval():
    """One side's draws alone say nothing on the difference."""
    board = profiles({"a": [drawn(0.9, WAVE)], "b": [Score(0.5)]})
    found = board["a"].minus(board["b"], HALF)
    assert (found.value, found.low, found.high) == (pytest.approx(0.4), None, None)
