"""What a difference with the judge's own neighbours means follows from the one with exact neighbours."""

import pytest

from stages.auditing.comparing import _of_search
from stages.auditing.comparison import Comparison, audit_row
from stages.records import MetricValue


def _exact(theirs, referee=None, reason=""):
    return Comparison("mine", MetricValue(0.5), MetricValue(theirs), referee, reason)


def _verdict(one):
    return audit_row("toy", "ilisi", "library 1.0", "own", [one]).verdict


def test_within_the_tolerance_nothing_has_to_be_explained():
    """The recall is kept all the same."""
    one = _of_search(_exact(0.5), MetricValue(0.50001), "ilisi", 0.99)
    assert (one.referee, one.reason, one.recall) == (None, "", 0.99)
    assert _verdict(one) == "equal"


def test_the_search_is_the_cause_where_exact_neighbours_give_our_value():
    """The judge itself is then the third computation."""
    one = _of_search(_exact(0.500001), MetricValue(0.52), "ilisi", 0.9)
    assert one.referee == 0.500001
    assert "its own search" in one.reason.replace("the judge's own", "its own")
    assert _verdict(one) == "ours_is_right"


@pytest.mark.parametrize(("referee", "verdict"), [(0.5, "ours_is_right"), (None, "different")])
def test_the_search_is_not_blamed_for_what_exact_neighbours_show_too(referee, verdict):
    """Then the reason and the third computation are those of exact neighbours."""
    one = _of_search(_exact(0.52, referee, "digits are lost"), MetricValue(0.53), "ilisi", 1.0)
    assert (one.referee, one.reason) == (referee, "digits are lost")
    assert _verdict(one) == verdict


def test_a_value_that_the_judge_has_only_with_its_own_neighbours_is_not_compared_further():
    """There is nothing to hold it against but ours, from which it differs."""
    exact = Comparison("mine", MetricValue(0.5), MetricValue.undefined("the judge stops"))
    one = _of_search(exact, MetricValue(0.6), "ilisi", 1.0)
    assert one.referee is None
    assert _verdict(one) == "different"
