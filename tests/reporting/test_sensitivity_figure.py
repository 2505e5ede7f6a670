"""The figure of sensitivity shows every metric that claims something."""

import re

import pytest
from made_simulations import sensitivity_rows

from stages.metrics import METRICS
from stages.reporting.curves import curves
from stages.reporting.sensitivity_figure import sensitivity_figure
from stages.reporting.svg import PALETTES


def lines(title):
    """Return a title as it is set: a long one breaks after its colon."""
    return title.replace(": ", ":\n").split("\n")


@pytest.fixture(scope="module")
def figure():
    """Return the figure of made rows."""
    return sensitivity_figure(curves(sensitivity_rows()), METRICS, PALETTES["light"])


def test_every_metric_has_a_panel_with_three_lines(figure):
    """Diagnostics claim nothing and have none."""
    listed = [metric for metric in METRICS.values() if metric.group != "diagnostic"]
    assert all(f">{part}</text>" in figure for metric in listed for part in lines(metric.title))
    assert figure.count("<polyline") == 3 * len(listed) + 3  # and the legend's


def test_everything_is_inside_the_picture(figure):
    """No shape is cut off."""
    width, height = (float(size) for size in re.search(r'viewBox="0 0 (\S+) (\S+)"', figure).groups())
    for x, y in re.findall(r"(-?[\d.]+),(-?[\d.]+)", " ".join(re.findall(r'points="([^"]+)"', figure))):
        assert 0 <= float(x) <= width
        assert 0 <= float(y) <= height


def test_a_metric_without_values_has_an_empty_panel():
    """It is not left out: its title stands there."""
    rows = [row for row in sensitivity_rows() if row.metric != "kbet"]
    figure = sensitivity_figure(curves(rows), METRICS, PALETTES["dark"])
    assert ">kBET</text>" in figure
    assert figure.count("undefined on these cells") == 1


def test_a_group_without_metrics_has_no_heading():
    """The figure of some metrics shows those."""
    batch = {"ilisi": METRICS["ilisi"]}
    figure = sensitivity_figure(curves(sensitivity_rows()), batch, PALETTES["light"])
    assert "Batch metrics" in figure
    assert "Biology metrics" not in figure
