"""Bad input gives a value that is right or a reason, in bounded time; NaN never gets here."""

import numpy as np
import pytest

from stages.metrics import METRICS
from stages.metrics.cells import Cells
from stages.metrics.compute import compute

CLUSTERINGS = {"nmi_leiden", "ari_leiden", "nmi_kmeans", "ari_kmeans", "avg_bio"}
BATCH = {name for name, metric in METRICS.items() if metric.group == "batch"}
CONNECTIVITY = {"graph_connectivity", "graph_connectivity_undirected"}
TRANSFER = {name for name, metric in METRICS.items() if metric.pack == "transfer"}
RARE = {"transfer_rare_recall_knn", "transfer_rare_recall_logistic"}  # no label here is rare
TENTHS = {"avg_bio_tenth", "average_batch_tenth"}
OF_BATCHES = {"isolated_labels", "silhouette_all_batches", "pcr_raw"} | TRANSFER


def _compute(points, label, batch, unintegrated):
    found = compute(Cells(points, label, batch, unintegrated))
    assert all(value.value is None or np.isfinite(value.value) for value in found.values())
    assert all(bool(value.reason) == (value.status == "undefined") for value in found.values())
    return found


def _defined(found):
    return {name for name, value in found.items() if value.status == "ok"}


@pytest.mark.parametrize("constant", [0.0, 1.0, -3e30])
def test_a_constant_embedding_has_no_score(planted, constant):
    """Not even for batches, which other software finds perfectly mixed."""
    cells = planted()
    found = _compute(np.full_like(cells.points, constant), cells.label, cells.batch, cells.unintegrated)
    assert {value.reason for value in found.values()} == {"all cells have the same vector"}


@pytest.mark.parametrize("n_cells", [0, 1])
def test_no_cell_and_one_cell_have_no_score(planted, n_cells):
    """There is nothing to compare."""
    cells = planted()
    parts = (part[:n_cells] for part in (cells.points, cells.label, cells.batch, cells.unintegrated))
    found = _compute(*parts)
    assert {value.reason for value in found.values()} == {f"{n_cells} cells: there is nothing to compare"}


@pytest.mark.parametrize("n_cells", range(2, 20))
def test_a_handful_of_cells_never_crashes(planted, n_cells):
    """Neighbourhoods need more cells; silhouettes do not."""
    cells = planted()
    parts = (part[:n_cells] for part in (cells.points, cells.label, cells.batch, cells.unintegrated))
    found = _compute(*parts)
    assert found["clisi"].reason == f"{n_cells} cells; neighbourhoods of 90 need more"
    assert found["silhouette_label"].status == "ok"


def test_fewer_cells_than_neighbours_are_named(planted):
    """60 cells: no LISI, which would look at 90; kBET and clustering have enough."""
    cells = planted(60)
    found = _compute(cells.points, cells.label, cells.batch, cells.unintegrated)
    assert found["ilisi"].reason == found["clisi"].reason == "60 cells; neighbourhoods of 90 need more"
    assert _defined(found) >= CLUSTERINGS | {"graph_connectivity"}


def test_one_batch_leaves_biology(planted):
    """Batch metrics say why they have no value; connectivity needs no batches."""
    cells = planted()
    found = _compute(cells.points, cells.label, np.zeros(400), cells.unintegrated)
    assert _defined(found) == set(METRICS) - (BATCH - CONNECTIVITY) - OF_BATCHES
    assert found["ilisi"].reason == found["pcr_comparison"].reason == "all cells are in one batch"
    assert {found[name].reason for name in TRANSFER} == {
        "all cells are of one batch or donor: there is no other to learn from"
    }


def test_one_label_leaves_batches(planted):
    """There are no labels to find or to separate."""
    cells = planted()
    found = _compute(cells.points, np.zeros(400), cells.batch, cells.unintegrated)
    assert not _defined(found) & {name for name in METRICS if METRICS[name].group == "biology"}
    assert _defined(found) >= BATCH - TENTHS
    assert found["nmi_kmeans"].reason == found["clisi"].reason == "all cells have one label"


def test_batch_equal_to_label_cannot_be_mixed_within_labels(planted):
    """Then iLISI is 0 if labels are kept apart; what looks within labels has no value."""
    cells = planted(labels=30.0)
    found = _compute(cells.points, cells.label, cells.label, cells.unintegrated)
    assert found["ilisi"].value == 0
    for name in ("bras", "silhouette_batch", "kbet"):
        assert "no label" in found[name].reason


def test_a_batch_per_cell_is_no_batch(planted):
    """No metric calls that mixed."""
    cells = planted()
    found = _compute(cells.points, cells.label, np.arange(400), cells.unintegrated)
    assert _defined(found) & (BATCH | OF_BATCHES) == CONNECTIVITY | {"isolated_labels"}


def test_a_label_per_cell_is_no_label(planted):
    """Bounded time, and reasons where labels of one cell say nothing."""
    cells = planted(200)
    found = _compute(cells.points, np.arange(200), cells.batch, cells.unintegrated)
    for name in ("isolated_labels", "graph_connectivity"):
        assert found[name].reason == "no label has two cells"


def test_a_label_with_one_cell_is_no_isolated_label(planted):
    """It would score 0.5 by construction."""
    cells = planted()
    points, label = cells.points.copy(), cells.label.copy()
    points[0], label[0] = 100, "lonely"  # far away: it is no cell's nearest other label
    found = _compute(points, label, cells.batch, cells.unintegrated)
    without = _compute(*(part[1:] for part in (points, label, cells.batch, cells.unintegrated)))
    assert found["isolated_labels"].value == pytest.approx(without["isolated_labels"].value, abs=1e-6)


@pytest.mark.parametrize("copies", [2, 100])
def test_duplicate_cells_are_scored(planted, copies):
    """Every vector many times over."""
    cells = planted(400 // copies)
    parts = (
        np.repeat(part, copies, axis=0)
        for part in (cells.points, cells.label, cells.batch, cells.unintegrated)
    )
    assert _defined(_compute(*parts)) >= set(METRICS) - BATCH - OF_BATCHES - TENTHS


@pytest.mark.parametrize("n_dims", [399, 400, 3000])
def test_more_dimensions_than_cells_are_scored(planted, n_dims):
    """All metrics have a value."""
    cells = planted(n_dims=n_dims, labels=20.0, batches=60.0)
    found = _compute(cells.points, cells.label, cells.batch, cells.points)
    assert _defined(found) == set(METRICS) - RARE


@pytest.mark.parametrize("scale", [1e30, 1e-30])
def test_huge_and_tiny_norms_change_nothing(planted, scale):
    """Within the rounding of the vectors themselves."""
    cells = planted()
    truth = cells.label, cells.batch, cells.unintegrated
    found, plain = _compute(cells.points * np.float32(scale), *truth), _compute(cells.points, *truth)
    for name in _defined(plain):
        assert found[name].value == pytest.approx(plain[name].value, abs=1e-3, rel=1e-3), name


@pytest.mark.parametrize("form", ["float16", "float64", "int8", "fortran", "strided", "reversed"])
def test_type_and_memory_layout_change_nothing(planted, form):
    """The same numbers give the same scores, bit for bit."""
    cells = planted()
    points = np.round(cells.points * 8).astype(np.int8)  # exact in every type
    forms = {
        "float16": points.astype(np.float16),
        "float64": points.astype(np.float64),
        "int8": points,
        "fortran": np.asfortranarray(points),
        "strided": np.repeat(points, 2, axis=1)[:, ::2],
        "reversed": np.ascontiguousarray(points[:, ::-1])[:, ::-1],
    }
    truth = cells.label, cells.batch, cells.unintegrated
    assert _compute(forms[form], *truth) == _compute(points.astype(np.float32), *truth)


def test_one_outlier_moves_no_neighbour_metric(planted):
    """It does move silhouettes and k-means, legitimately."""
    cells = planted(labels=8.0)
    points = cells.points.copy()
    points[0] = 1e6
    truth = cells.label, cells.batch, cells.unintegrated
    found, plain = _compute(points, *truth), _compute(cells.points, *truth)
    for name in ("ilisi", "clisi", "graph_connectivity", "nmi_leiden"):
        assert found[name].value == pytest.approx(plain[name].value, abs=0.02), name
