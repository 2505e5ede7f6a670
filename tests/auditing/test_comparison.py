"""A verdict follows from the values alone."""

import pytest

from stages.auditing.comparison import Comparison, audit_row, tolerance_of
from stages.records import MetricValue

WHY = "a third way gives ours"


def _row(*comparisons, metric="ilisi"):
    return audit_row("toy", metric, "library 1.0", "exact", comparisons)


def _one(submission, ours, theirs, referee=None):
    return Comparison(submission, MetricValue(ours), MetricValue(theirs), referee, WHY if referee else "")


def test_the_largest_deviation_is_shown_with_both_values():
    """And the submission on which it was found."""
    row = _row(_one("a", 0.5, 0.50001), _one("b", 0.5, 0.49995), _one("c", 0.5, 0.5))
    assert (row.submission, row.ours, row.theirs) == ("b", 0.5, 0.49995)
    assert row.deviation == pytest.approx(5e-5)
    assert (row.verdict, row.n_compared, row.n_evaluations, row.n_beyond, row.reason) == (
        "equal",
        3,
        3,
        0,
        "",
    )


def test_ours_is_right_where_a_third_computation_gives_it():
    """The reason is that of the third computation."""
    row = _row(_one("a", 0.5, 0.6, 0.5), _one("b", 0.5, 0.5))
    assert (row.verdict, row.n_beyond, row.referee, row.reason) == ("ours_is_right", 1, 0.5, WHY)


@pytest.mark.parametrize("referee", [None, 0.6, 0.55])
def test_values_differ_where_a_third_computation_does_not_give_ours(referee):
    """Also where there is none, or where it gives neither."""
    row = _row(_one("a", 0.5, 0.6, referee), _one("b", 0.5, 0.7, 0.5))
    assert (row.verdict, row.n_beyond) == ("different", 2)


def test_one_unexplained_difference_is_enough():
    """Being right on the largest does not excuse the others."""
    assert _row(_one("a", 0.5, 0.9, 0.5), _one("b", 0.5, 0.6)).verdict == "different"


def test_what_has_no_value_is_not_compared():
    """Neither ours without one nor the judge's."""
    undefined = Comparison("a", MetricValue.undefined("one batch"), MetricValue(0.3))
    stopped = Comparison("b", MetricValue(0.5), MetricValue.undefined("the judge stops"))
    row = _row(undefined, stopped)
    assert (row.verdict, row.n_compared, row.reason) == ("undefined", 0, "one batch; the judge stops")
    assert row.deviation is row.submission is row.ours is row.referee is None
    assert _row(undefined, _one("b", 0.5, 0.5)).verdict == "equal"


def test_recall_is_that_of_the_evaluation_that_differs_most():
    """It explains the deviation that is shown, and no other."""
    values = MetricValue(0.5), MetricValue(0.6)
    row = _row(
        Comparison("a", values[0], values[0], recall=1.0), Comparison("b", *values, 0.5, WHY, recall=0.9)
    )
    assert (row.submission, row.recall, row.neighbours) == ("b", 0.9, "exact")


def test_tolerances():
    """A hundredth for what jumps, a ten-thousandth for what does not."""
    assert {tolerance_of(name) for name in ("nmi_leiden", "ari_kmeans_scib", "kbet")} == {0.01}
    assert {tolerance_of(name) for name in ("bras", "clisi", "silhouette_label", "pcr_comparison")} == {1e-4}


def test_what_was_measured_is_that_of_the_evaluation_that_differs_most():
    """After the reason, and where a difference stays unexplained instead of it."""
    values = MetricValue(0.5), MetricValue(0.6)
    small = Comparison("a", MetricValue(0.5), MetricValue(0.55), 0.5, WHY, measured="measured: 0.55, 0.5")
    for third, said in ((0.5, f"{WHY}; measured: 0.6, 0.5"), (0.7, "measured: 0.6, 0.5")):
        large = Comparison("b", *values, third, WHY, measured="measured: 0.6, 0.5")
        assert _row(small, large, metric="kbet").reason == said
