"""Two views, their draws and intervals: the same bits however many cores there are."""

import subprocess
import sys

import numpy as np
import pytest

from stages.metrics import METRICS
from stages.metrics.views import Truth, score_views

DRAWS = {"seed": 5, "n_draws": 3, "draw_fraction": 0.5}


def _views(cells, points=None, *, n_workers=1, **settings):
    truth = Truth(cells.label, cells.batch, cells.unintegrated)
    points = cells.points if points is None else points
    return score_views(points, truth, **(DRAWS | settings), n_workers=n_workers)


def test_both_views_are_one_up_to_50_dimensions(planted):
    """Nothing is computed twice."""
    views = _views(planted(300, 50))
    assert views["native"] is views["pca50"]


def test_the_second_view_has_50_dimensions(planted):
    """Scores of a wide embedding differ between the views; those of its 50 components do not."""
    cells = planted(300, 120, batches=4.0)
    views = _views(cells)
    assert views["native"]["silhouette_label"] != views["pca50"]["silhouette_label"]
    assert views["pca50"]["silhouette_label"].value > views["native"]["silhouette_label"].value


def test_workers_change_no_bit():
    """One process and three, one thread and three; in a process of its own, for workers are forks."""
    code = """
import numpy as np
from stages.metrics.views import Truth, score_views

rng = np.random.default_rng(0)
points, truth = rng.standard_normal((600, 60)), Truth(*rng.integers(4, size=(2, 600)), np.eye(600)[:, :5])
settings = {"seed": 5, "n_draws": 3, "draw_fraction": 0.5}
one, three = (score_views(points, truth, **settings, n_workers=n) for n in (1, 3))
print(one == three, len(one["native"]["bras"].draws))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True", "3"]


def test_every_metric_has_draws_and_an_interval_around_its_value(planted):
    """Inside the metric's range."""
    for name, value in _views(planted(400))["native"].items():
        if METRICS[name].drawn:
            assert len(value.draws) == 3
            assert METRICS[name].low <= value.low <= value.value <= value.high <= METRICS[name].high
        else:
            assert value.draws == ()
            assert value.low is value.high is None


def test_without_draws_there_are_no_intervals(planted):
    """The values are the same."""
    cells = planted(300)
    none, some = _views(cells, n_draws=0)["native"], _views(cells)["native"]
    assert {name: value.value for name, value in none.items()} == {
        name: value.value for name, value in some.items()
    }
    assert all(value.draws == () and value.low is None for value in none.values())


def test_draws_too_small_for_a_metric_are_gaps(planted):
    """120 cells have neighbourhoods of 90; half of them do not."""
    value = _views(planted(120))["native"]["clisi"]
    assert value.status == "ok"
    assert value.draws == (None, None, None)
    assert value.low is None


def test_draws_are_the_same_cells_for_every_embedding(planted):
    """The draw of an embedding is the score of its rows at the same places."""
    cells = planted(300)
    mirrored = _views(cells, -cells.points)["native"]["silhouette_label"].draws
    assert mirrored == pytest.approx(_views(cells)["native"]["silhouette_label"].draws)


def test_what_has_no_score_at_all_is_not_drawn(planted):
    """A constant embedding."""
    cells = planted(300)
    views = _views(cells, np.ones((300, 5)))
    assert {value.reason for value in views["native"].values()} == {"all cells have the same vector"}
