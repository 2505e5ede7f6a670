"""Formulas as MathML."""

from xml.etree import ElementTree as ET

import pytest

from stages.metrics import METRICS
from stages.site.formulas import formula


@pytest.mark.parametrize("name", METRICS)
def test_a_formula_is_well_formed(name):
    """It consists of MathML alone, and needs no script and no style."""
    text = formula(name)
    if text:
        tags = {element.tag for element in ET.fromstring(text).iter()}  # noqa: S314 - our own
        assert tags <= {"span", "math", "mrow", "mi", "mn", "mo", "mtext"} | {
            "mfrac",
            "msub",
            "msup",
            "msubsup",
            "munder",
        }
        assert " style=" not in text


def test_every_ranked_metric_has_a_formula():
    """What counts is not told in words alone."""
    assert [name for name, metric in METRICS.items() if metric.ranked and not formula(name)] == []


def test_variants_share_the_formula_of_their_kind():
    """Leiden and k-means differ in the clusters; a metric of its own has its own."""
    assert formula("nmi_leiden") == formula("nmi_kmeans_scib")
    assert formula("silhouette_label") != formula("silhouette_batch")
    assert formula("pcr_raw") != formula("pcr_comparison")
    assert formula("hubness") == ""
