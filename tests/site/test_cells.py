"""Cells: a number with its colour, or what is there instead of it."""

from dataclasses import replace

from made_tables import evaluation, ranking, scores

from stages.site import cells
from stages.site.cells import Cell, Gap

ROW = scores("pca", "pbmc", value=0.5)[0]


def test_a_score_that_counts_has_the_colour_of_its_scaled_value():
    """The number is the metric's own, the colour is the scaled one."""
    cell = cells.score(replace(ROW, value=0.123, low=0.113, high=0.133, scaled=0.75))
    assert cell == Cell("0.123", "fc-heat biology q7", "scaled by controls: 0.750", "0.010")


def test_a_score_that_does_not_count_has_no_colour():
    """The reason is at hand."""
    cell = cells.score(replace(ROW, headline=False, counts=False, counts_reason="no range"))
    assert cell.style == "fc-none"
    assert cell.note == "does not count: no range"
    assert not cell.missing


def test_a_score_of_the_other_view_has_no_colour():
    """It counts on the dataset, but no mean is made of this view."""
    cell = cells.score(replace(ROW, headline=False))
    assert cell.style == "fc-none"
    assert cell.note == "does not count: the score is made of the other view"


def test_a_score_without_a_value_says_why_and_is_never_zero():
    """Undefined and failed are words, with their reason."""
    nothing = {"value": None, "low": None, "high": None, "scaled": None}
    undefined = cells.score(replace(ROW, status="undefined", reason="one batch only", **nothing))
    assert undefined == Cell("undefined", "fc-none", "one batch only", missing=True)
    failed = cells.score(replace(ROW, status="failed", reason="out of memory", **nothing))
    assert failed == Cell("failed", "fc-failed", "out of memory", missing=True)
    assert cells.score(None).text == "not evaluated"


def test_a_score_without_an_interval_has_no_margin():
    """Nothing is drawn where nothing was measured."""
    assert cells.score(replace(ROW, low=None, high=None)).margin == ""


def test_a_mean_over_too_few_datasets_is_incomplete():
    """What failed on one dataset has no mean, and a provisional rank."""
    row = ranking("pca", "PCA", provisional=True, reason="thinned: out of memory")
    assert cells.mean(row) == Cell("incomplete", "fc-none", "thinned: out of memory", missing=True)
    assert cells.mean(replace(row, provisional=False)).text == "undefined"
    assert cells.mean(replace(row, provisional=False, n_scored=0)).text == "no score"
    assert cells.mean(replace(row, overall=0.5)).text == "0.500"


def test_an_evaluation_without_an_overall_score_has_its_status():
    """Failed is not undefined."""
    row = evaluation("pca", "pbmc")
    assert cells.overall(row) == Cell("0.600", "fc-overall", margin="0.020")
    nothing = replace(row, status="failed", reason="out of memory", overall=None)
    assert cells.overall(nothing) == Cell("failed", "fc-failed", "out of memory", missing=True)


def test_the_best_baseline_is_the_reference():
    """It is not compared with itself."""
    row = ranking("pca", "PCA", best_baseline="pca", difference=0.0)
    assert cells.difference(row).text == "reference"
    assert cells.difference(replace(row, submission="hvg")).text == "0.000"


def test_a_difference_has_its_interval():
    """Both ends carry their signs."""
    row = ranking("x", "X", best_baseline="pca", difference=0.02, difference_low=-0.01, difference_high=0.05)
    assert cells.difference(row).note == "95 % interval \N{MINUS SIGN}0.010 to +0.050"


def test_without_a_baseline_there_is_no_difference():
    """The word is not a zero."""
    assert cells.difference(ranking("x", "X")).text == "undefined"


def test_a_reason_is_told_once_with_all_its_places():
    """Ten cells that failed together are one line."""
    failed, fine = cells.absent("failed", "out of memory"), Cell("0.5")
    found = cells.gaps([("NMI", failed), ("ARI", failed), ("ARI", failed), ("kBET", fine)])
    assert found == [Gap(("NMI", "ARI"), "out of memory")]


def test_a_column_that_is_missing_everywhere_names_no_row():
    """What nobody has is said in one word; what some lack is said with their names."""
    none = cells.absent("undefined", "one batch only")
    found = cells.spread(
        [("PCR", "A", none), ("PCR", "B", none), ("kBET", "A", none), ("kBET", "B", Cell("0.5"))], 2
    )
    assert found == [("PCR", none), ("kBET (A)", none)]
