"""The tables say what the rows say."""

from dataclasses import replace

import pytest
from made_simulations import coverage_rows, sensitivity_rows

from stages.metrics import METRICS
from stages.reporting.curves import curves
from stages.reporting.tables import coverage_tables, sensitivity_tables


def line(text, *words):
    """Return the line that starts with these cells, as cells."""
    start = "| " + " | ".join(words) + " |"
    return next(row for row in text.splitlines() if row.startswith(start)).strip("| ").split(" | ")


def test_a_biology_metric_is_compared_with_how_batch_effects_move_it():
    """0 to 1 by its own factor, 0.8 to 0.3 by the other: half as far."""
    text = sensitivity_tables(curves(sensitivity_rows()), METRICS)
    assert line(text, "cLISI")[1:] == ["0.00 → 1.00", "1.00", "0.80 → 0.30", "\N{MINUS SIGN}1.00", "50 %"]


def test_a_batch_metric_is_compared_the_other_way_round():
    """Its own factor is the batch effects."""
    text = sensitivity_tables(curves(sensitivity_rows()), METRICS)
    assert line(text, "iLISI")[-1] == "200 %"


def test_a_metric_without_values_says_so():
    """It is not left out."""
    rows = [row for row in sensitivity_rows() if row.metric != "kbet"]
    assert line(sensitivity_tables(curves(rows), METRICS), "kBET")[1] == "undefined on these cells"


def test_metrics_that_are_not_ranked_are_named_so():
    """A reader sees which ones count."""
    text = sensitivity_tables(curves(sensitivity_rows()), METRICS)
    assert "| AvgBIO, not ranked |" in text
    assert text.count("**") == 4


def test_coverage_comes_with_its_own_interval_and_the_size_of_the_simulation():
    """Percentages, means at both sizes, and the two spreads."""
    text = coverage_tables(coverage_rows(), METRICS)
    assert line(text, "Overall", "paired difference")[2:] == [
        "90 % (85 to 95)",
        "90 % (85 to 95)",
        "90 % (85 to 95)",
        "0.600",
        "0.500",
        "0.021",
        "0.021",
    ]
    assert "200 datasets of 800 cells" in text
    assert "4 datasets of 12,000 cells" in text


@pytest.mark.parametrize("embedding", ["frozen", "half-centred"])
def test_every_metric_with_an_interval_has_a_row_for_each_embedding(embedding):
    """In the order of the registry."""
    text = coverage_tables(coverage_rows(), METRICS)
    claiming = [metric for metric in METRICS.values() if metric.drawn and metric.group != "diagnostic"]
    assert all(line(text, metric.title, embedding) for metric in claiming)
    assert f"| {METRICS['avg_bio_tenth'].title} |" not in text


def test_no_coverage_is_none_and_not_zero():
    """A score that was undefined everywhere."""
    text = coverage_tables(coverage_rows(coverage=None), METRICS)
    assert line(text, "Overall", "frozen")[2] == "none"


def test_datasets_without_an_interval_are_counted():
    """A share of fewer intervals than datasets says so."""
    rows = [replace(row, n_intervals=150) for row in coverage_rows()]
    assert line(coverage_tables(rows, METRICS), "Overall", "frozen")[2] == "90 % (85 to 95, 150 intervals)"
