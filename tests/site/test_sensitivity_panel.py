"""The small picture of a metric where the truth is planted."""

from xml.etree import ElementTree as ET

from stages.metrics import METRICS
from stages.reporting.curves import Curve
from stages.site.sensitivity_panel import panel, read_curves

METRIC = METRICS["ilisi"]
SVG = "{http://www.w3.org/2000/svg}"
CURVES = {
    ("ilisi", "pca", "biology"): Curve(((0.0, 0.2), (1.0, 0.4), (2.0, 1.2))),
    ("ilisi", "pca", "batch"): Curve(((0.0, 0.9), (3.0, -0.1))),
    ("clisi", "pca", "batch"): Curve(((0.0, 0.5), (1.0, 0.5))),
}


def test_a_panel_holds_the_curves_of_its_metric():
    """One line per factor, one mark per level, all inside, named for who cannot see it."""
    found = ET.fromstring(panel(METRIC, CURVES))  # noqa: S314 - our own
    assert len(found.findall(f"{SVG}polyline")) == 2
    assert len(found.findall(f"{SVG}circle")) == 3
    assert len(found.findall(f"{SVG}rect")) == 2
    assert found.find(f"{SVG}title").text.startswith(METRIC.title)
    bottom = float(found.get("viewBox").split()[3])
    for line in found.findall(f"{SVG}polyline"):
        for point in line.get("points").split():
            assert 0 <= float(point.split(",")[1]) <= bottom


def test_a_metric_without_curves_has_no_panel():
    """Not an empty frame."""
    assert panel(METRICS["bras"], CURVES) == ""


def test_without_simulations_there_are_no_curves(tmp_path):
    """The table is made on request."""
    assert read_curves(tmp_path / "sensitivity.parquet") == {}
