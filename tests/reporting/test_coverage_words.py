"""Sentences about intervals follow from the rows, whatever they say."""

from dataclasses import replace

from made_simulations import coverage_rows

from stages.metrics import METRICS
from stages.reporting.coverage_words import coverage_words


def line(text, heading):
    """Return the sentences of a heading."""
    return next(row for row in text.splitlines() if row.startswith(f"- **{heading}.**"))


def test_intervals_that_may_hold_what_they_promise_are_not_named():
    """90 % with an interval up to 95 % does not surely miss 95 %."""
    text = coverage_words(coverage_rows(), METRICS)
    assert line(text, "Other cells").endswith("none surely hold it in fewer than 95 %.")
    assert "90 % (frozen), 90 % (half-centred), 90 % (paired difference)" in line(text, "Very many cells")


def test_intervals_that_surely_fail_are_named_the_worst_first():
    """With the share, under the question where they do."""
    rows = [
        replace(row, coverage=share, coverage_high=share + 0.05)
        if (row.score, row.redrawn, row.embedding) == (score, "samples", "frozen")
        else row
        for score, share in (("ilisi", 0.6),)
        for row in coverage_rows()
    ]
    rows = [
        replace(row, coverage=0.4, coverage_high=0.5)
        if (row.score, row.redrawn) == ("overall", "samples")
        else row
        for row in rows
    ]
    text = coverage_words(rows, METRICS)
    assert line(text, "Other donors and batches").endswith(
        "4 surely hold it in fewer than 95 %: Overall (frozen 40 %, half-centred 40 %, "
        "paired difference 40 %), iLISI (frozen 60 %)."
    )
    assert "none" in line(text, "Other cells")


def test_of_many_scores_the_worst_are_named_and_the_rest_is_counted():
    """The table below has them all."""
    rows = [replace(row, coverage=0.4, coverage_high=0.5) for row in coverage_rows()]
    n_scores = len({row.score for row in rows})
    assert line(coverage_words(rows, METRICS), "Other cells").endswith(
        f", and of {n_scores - 8} more scores."
    )


def test_widths_are_compared_with_the_spread():
    """0.04 beside 1.96 times 0.0213; half of it is too narrow and is named."""
    assert "It is 0.96 times that" in line(coverage_words(coverage_rows(), METRICS), "Width")
    rows = [replace(row, margin=0.02) if row.score == "kbet" else row for row in coverage_rows()]
    words = line(coverage_words(rows, METRICS), "Width")
    assert "Narrower than 0.75 times: kBET, frozen (0.48), kBET, half-centred (0.48)." in words


def test_few_datasets_are_said_to_be_few():
    """200 datasets: a share of 95 % is known to one and a half points."""
    assert "With 200 datasets a share of 95 % has a standard error of 1.5 points" in coverage_words(
        coverage_rows(), METRICS
    )


def test_scores_without_a_value_are_not_counted():
    """Nothing holds nothing."""
    text = coverage_words(coverage_rows(coverage=None), METRICS)
    assert "hold it in no case. Of 0 kinds" in line(text, "Other cells")
