"""The figure of coverage shows every score, for each question and embedding."""

from made_simulations import coverage_rows

from stages.metrics import METRICS
from stages.reporting.coverage_figure import coverage_figure
from stages.reporting.svg import PALETTES

LEGEND_DOTS = 5
RANKED = {name: metric for name, metric in METRICS.items() if metric.ranked}


def markers(figure):
    """Return how many markers stand for a coverage."""
    return figure.count("<circle") - LEGEND_DOTS


def test_each_score_has_a_marker_per_question_and_embedding():
    """Two embeddings with all scores, and the difference with the groups."""
    figure = coverage_figure(coverage_rows(), RANKED, PALETTES["light"])
    assert markers(figure) == 3 * (2 * (len(RANKED) + 3) + 3)


def test_what_has_no_coverage_has_no_marker():
    """It is not drawn at zero."""
    figure = coverage_figure(coverage_rows(coverage=None), RANKED, PALETTES["dark"])
    assert markers(figure) == 0
    assert ">kBET</text>" in figure
