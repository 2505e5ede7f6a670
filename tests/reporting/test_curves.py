"""A curve, and what it amounts to."""

import pytest
from made_simulations import sensitivity_rows

from stages.reporting.curves import Curve, curves
from stages.simulation.rows import SensitivityRow


def test_points_of_replicates_are_averaged_by_level():
    """In the order of levels."""
    curve = Curve(((0.0, 0.1), (0.0, 0.3), (1.0, 0.6)))
    assert curve.means == [(0.0, pytest.approx(0.2)), (1.0, pytest.approx(0.6))]
    assert curve.ends == (pytest.approx(0.2), pytest.approx(0.6))
    assert curve.reach == pytest.approx(0.4)
    assert curve.monotone


def test_a_curve_that_turns_back_is_not_monotone_and_reaches_to_its_top():
    """Its ends alone would hide how far it went."""
    curve = Curve(((0.0, 0.2), (1.0, 0.9), (2.0, 0.3)))
    assert not curve.monotone
    assert curve.reach == pytest.approx(0.7)


@pytest.mark.parametrize(
    ("values", "expected"),
    [([0.1, 0.2, 0.9], 1.0), ([0.9, 0.2, 0.1], -1.0), ([0.1, 0.9, 0.1], 0.0), ([0.4, 0.4, 0.4], None)],
)
def test_rank_correlation_looks_at_the_order_alone(values, expected):
    """1 and -1 where the order is kept or turned around; none where nothing varies."""
    curve = Curve(tuple(zip((0.0, 1.0, 5.0), values, strict=True)))
    assert curve.rho == (None if expected is None else pytest.approx(expected))


def test_ties_share_their_rank():
    """As in scipy: the mean of the ranks that they take."""
    stats = pytest.importorskip("scipy.stats")
    points = ((0.0, 0.3), (0.0, 0.1), (1.0, 0.3), (2.0, 0.2), (2.0, 0.8))
    expected = stats.spearmanr(*zip(*points, strict=True)).statistic
    assert Curve(points).rho == pytest.approx(expected)


def test_a_metric_without_a_value_has_no_point():
    """It is left out and not taken for zero."""
    missing = SensitivityRow("batch", 0.0, 0, "pca", "ilisi", "batch", None, "undefined", "why", 1000)
    there = SensitivityRow("batch", 1.0, 0, "pca", "ilisi", "batch", 0.5, "ok", "", 1000)
    assert curves([missing, there])["ilisi", "pca", "batch"].points == ((1.0, 0.5),)


def test_every_metric_has_its_curves():
    """One for each embedding and factor."""
    found = curves(sensitivity_rows())
    assert {key[1:] for key in found if key[0] == "ilisi"} == {
        ("pca", "biology"),
        ("batch_free", "biology"),
        ("pca", "batch"),
    }
