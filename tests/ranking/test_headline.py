"""The headline is made of real datasets on which both groups say something."""

import pytest

from stages.ranking.headline import HEADLINE_VIEW, outside_headline


def test_batch_metrics_are_taken_where_dimensions_are_equal():
    """Two thousand dimensions look mixed whatever they hold; biology is taken as the user gets it."""
    assert dict(HEADLINE_VIEW) == {"biology": "native", "batch": "pca50"}


@pytest.mark.parametrize(
    ("kind", "counting", "reason"),
    [
        ("real", {"biology": 3, "batch": 1}, ""),
        ("semi-synthetic", {"biology": 1, "batch": 1}, ""),
        ("synthetic", {"biology": 3, "batch": 3}, "synthetic"),
        ("real", {"biology": 3}, "no batch metric counts on it"),
        ("real", {"biology": 0, "batch": 2}, "no biology metric counts on it"),
        ("real", {}, "no biology and no batch metric counts on it"),
    ],
)
def test_a_dataset_is_outside_for_a_reason(kind, counting, reason):
    """One batch only leaves no batch metric: the dataset would leave nobody with an overall score."""
    assert outside_headline(kind, counting) == reason
