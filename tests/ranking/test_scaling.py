"""A scale's ends are controls, and a scale that is too short is none."""

from dataclasses import replace

import pytest

from stages.ranking.scaling import NARROWEST_SCALE, Scale, scale_of, scales_on


def test_a_value_is_placed_between_the_two_controls(metrics, controls):
    """(0.5 - 0.2) / (0.6 - 0.2) = 0.75, and the controls themselves are 0 and 1."""
    scale = scale_of(metrics["ari"], "native", controls)
    assert [scale.scaled(value) for value in (0.2, 0.5, 0.6)] == pytest.approx([0.0, 0.75, 1.0])
    assert scale.counts
    assert scale.counts_reason == ""


def test_scaled_values_are_not_clipped(metrics, controls):
    """Worse than the worst control is below 0, better than the best above 1."""
    scale = scale_of(metrics["ari"], "native", controls)
    assert scale.scaled(0.0) == pytest.approx(-0.5)
    assert scale.scaled(1.0) == pytest.approx(2.0)


def test_a_metric_that_is_better_when_lower_is_turned_round():
    """The best control has the lower value: 0.1 is three quarters of the way from 0.4 down to 0."""
    assert Scale(worst=0.4, best=0.0, reason="", ranked=True).scaled(0.1) == pytest.approx(0.75)


def test_each_view_has_its_own_ends(metrics, scores):
    """pca50 is scaled by the controls' pca50."""
    ends = {
        "shuffled": scores("shuffled", {"ari": 0.0}, {"ari": 0.5}),
        "perfect": scores("perfect", {"ari": 1.0}, {"ari": 1.0}),
    }
    assert scale_of(metrics["ari"], "native", ends).scaled(0.75) == pytest.approx(0.75)
    assert scale_of(metrics["ari"], "pca50", ends).scaled(0.75) == pytest.approx(0.5)


@pytest.mark.parametrize(("best", "counts"), [(0.0499, False), (0.05, True), (-0.05, True), (-0.049, False)])
def test_a_scale_shorter_than_the_narrowest_does_not_count(metrics, scores, best, counts):
    """Ends 0.05 apart count, in either direction; closer ones do not, and the reason has both values."""
    ends = {"shuffled": scores("shuffled", {"ari": 0.0}), "perfect": scores("perfect", {"ari": best})}
    scale = scale_of(metrics["ari"], "native", ends)
    assert scale.counts == counts
    assert (scale.scaled(0.03) is not None) == counts
    if not counts:
        assert "shuffled scores 0 and perfect" in scale.counts_reason
        assert str(NARROWEST_SCALE) in scale.counts_reason


def test_an_undefined_end_leaves_no_scale_and_says_why(metrics, scores):
    """One batch only: nothing can be scaled, for anybody."""
    ends = {
        "shuffled": scores("shuffled", {"ari": "one batch only"}),
        "perfect": scores("perfect", {"ari": 0.9}),
    }
    scale = scale_of(metrics["ari"], "native", ends)
    assert not scale.counts
    assert scale.counts_reason == "shuffled: one batch only"
    assert scale.scaled(0.5) is None


def test_an_end_that_was_not_scored_is_named(metrics, scores):
    """A metric that is newer than a control's scores cannot be scaled."""
    ends = {"shuffled": scores("shuffled"), "perfect": scores("perfect", {"ari": 0.9})}
    assert scale_of(metrics["ari"], "native", ends).counts_reason == "shuffled was not scored"


def test_a_metric_without_controls_is_not_scaled(metrics, controls):
    """Diagnostics have no good end."""
    scale = scale_of(replace(metrics["ari"], worst_control=None, ranked=False), "native", controls)
    assert scale.scaled(0.5) is None
    assert not scale.counts


def test_a_metric_that_is_not_ranked_is_scaled_and_does_not_count(metrics, controls):
    """It is shown beside the others."""
    scale = scale_of(metrics["avg_bio"], "native", controls)
    assert scale.scaled(0.4) == pytest.approx(0.5)
    assert (scale.counts, scale.counts_reason) == (False, "reported, not ranked")


def test_undefined_stays_undefined(metrics, controls):
    """Nothing scaled is nothing."""
    assert scale_of(metrics["ari"], "native", controls).scaled(None) is None


def test_a_dataset_has_a_scale_for_all_that_its_controls_were_scored_on(metrics, controls):
    """Sorted by view and metric; what the registry does not know is left out."""
    controls["perfect"].views["native"]["of_yesterday"] = controls["perfect"].views["native"]["ari"]
    found = list(scales_on(metrics, controls))
    assert found == [(view, name) for view in ("native", "pca50") for name in sorted(metrics)]


def test_a_ranked_metric_has_a_scale_in_its_headline_view_even_if_it_was_not_scored(metrics, scores):
    """It shows up as not counting, and does not vanish."""
    found = scales_on(metrics, {name: scores(name) for name in ("shuffled", "perfect")})
    assert list(found) == [("native", "ari"), ("native", "nmi"), ("pca50", "ilisi")]
    assert {scale.counts_reason for scale in found.values()} == {
        "shuffled was not scored; perfect was not scored"
    }
