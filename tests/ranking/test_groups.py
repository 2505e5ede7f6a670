"""A group's score is the mean of what counts, or nothing."""

import numpy as np
import pytest

from stages.ranking.groups import Score, group_mean, weighted_mean
from stages.ranking.scaling import Scale
from stages.records import MetricValue

SCALES = {
    "ari": Scale(0.0, 0.5, "", ranked=True),
    "nmi": Scale(0.0, 1.0, "", ranked=True),
    "silhouette": Scale(0.5, 0.51, "too short", ranked=True),
    "avg_bio": Scale(0.0, 1.0, "", ranked=False),
}


def values(**numbers):
    """Return metric values without draws."""
    return {name: MetricValue(number) for name, number in numbers.items()}


def test_the_mean_is_over_scaled_metrics_that_count():
    """(0.2 / 0.5 + 0.8) / 2 = 0.6; what does not count may be anything."""
    score = group_mean("biology", values(ari=0.2, nmi=0.8, silhouette=9.0, avg_bio=-9.0), SCALES)
    assert score.value == pytest.approx(0.6)
    assert score.reason == ""


def test_an_undefined_metric_leaves_the_group_without_a_score():
    """It is never skipped, and the reason names it."""
    broken = values(nmi=0.8) | {"ari": MetricValue.undefined("all points are the same")}
    score = group_mean("biology", broken, SCALES)
    assert (score.value, score.reason) == (None, "ari: all points are the same")


def test_a_metric_that_is_not_in_the_scores_leaves_the_group_without_a_score():
    """Scores that are older than a metric have no group mean."""
    score = group_mean("biology", values(nmi=0.8), SCALES)
    assert (score.value, score.reason) == (None, "ari: not in the scores")


def test_an_undefined_metric_that_does_not_count_is_no_obstacle():
    """Dataset and controls alone decide what counts."""
    shown = values(ari=0.2, nmi=0.8) | {"silhouette": MetricValue.undefined("one label")}
    assert group_mean("biology", shown, SCALES).value == pytest.approx(0.6)


def test_a_group_in_which_nothing_counts_has_no_score():
    """One batch: there is nothing to say about mixing."""
    score = group_mean("batch", values(silhouette=0.5), {"silhouette": SCALES["silhouette"]})
    assert (score.value, score.reason) == (None, "no batch metric counts on this dataset")


def test_draws_are_scaled_by_the_ends_of_all_cells_and_averaged():
    """Draw by draw: (0.1 / 0.5 + 0.6) / 2 = 0.4, and undefined on a draw is undefined there."""
    drawn = {
        "ari": MetricValue(0.2, draws=(0.1, 0.3, None)),
        "nmi": MetricValue(0.8, draws=(0.6, 0.8, 0.9)),
    }
    score = group_mean("biology", drawn, SCALES)
    assert score.draws == pytest.approx([0.4, 0.7, np.nan], nan_ok=True)


def test_a_metric_without_draws_leaves_the_group_without_draws():
    """An interval over some of the metrics would be too narrow."""
    drawn = {"ari": MetricValue(0.2, draws=(0.1, 0.3)), "nmi": MetricValue(0.8)}
    score = group_mean("biology", drawn, SCALES)
    assert score.value == pytest.approx(0.6)
    assert score.draws.size == 0


def test_the_overall_score_is_a_weighted_sum():
    """0.6 x 0.5 + 0.4 x 1.0 = 0.7, on the draws too."""
    biology = Score(0.5, draws=np.array([0.4, 0.6]))
    batch = Score(1.0, draws=np.array([0.9, 1.0]))
    overall = weighted_mean([biology, batch], [0.6, 0.4])
    assert overall.value == pytest.approx(0.7)
    assert overall.draws == pytest.approx([0.6, 0.76])


def test_the_overall_score_is_undefined_where_a_group_is():
    """Each reason is given once."""
    overall = weighted_mean([Score(None, "crashed"), Score(None, "crashed")], [0.6, 0.4])
    assert (overall.value, overall.reason) == (None, "crashed")
    overall = weighted_mean([Score(None, "one label"), Score(0.5)], [0.6, 0.4])
    assert (overall.value, overall.reason) == (None, "one label")
