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


@pytest.mark.parametrize("n_cells", [0, 1, 2, 40])
def test_fewer_cells_than_components_have_both_views(planted, n_cells):
    """Each metric has a value or a reason in both: components of no cell are none."""
    cells = planted(60, 80)
    truth = Truth(cells.label[:n_cells], cells.batch[:n_cells], cells.unintegrated[:n_cells])
    views = score_views(cells.points[:n_cells], truth, **DRAWS, n_workers=1)
    values = [value for view in views.values() for value in view.values()]
    assert all(np.isfinite(value.value) if value.status == "ok" else value.reason for value in values)
    assert any(value.status == "ok" for value in values) == (n_cells > 1)


@pytest.mark.parametrize("constant", [0.0, 3.0, -1e30])
def test_a_wide_constant_embedding_has_no_score_in_either_view(planted, constant):
    """Components of nothing but rounding would be scored as if they were an embedding."""
    cells = planted(120, 80)
    views = _views(cells, np.full_like(cells.points, constant))
    reasons = {value.reason for view in views.values() for value in view.values()}
    assert reasons == {"all cells have the same vector"}


@pytest.mark.parametrize("scale", [1e30, 1e-30])
def test_huge_and_tiny_wide_vectors_change_neither_view(planted, scale):
    """Squares of their norms are beyond single precision."""
    cells = planted(120, 80)
    found, plain = _views(cells, cells.points * np.float32(scale)), _views(cells)
    for view in ("native", "pca50"):
        for name in ("silhouette_label", "ilisi", "bras", "graph_connectivity"):
            assert found[view][name].value == pytest.approx(plain[view][name].value, abs=1e-3)
