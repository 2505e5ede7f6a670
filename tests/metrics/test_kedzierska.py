"""The paper's averages are averages of what is shown beside them."""

import numpy as np
import pytest

from stages.metrics.cells import Cells
from stages.metrics.compute import compute
from stages.metrics.uncertainty import draw_cells


@pytest.fixture(scope="module")
def cells(planted):
    """Return cells with batch effects in the unintegrated data."""
    found = planted(800, 12, labels=5.0, batches=2.0)
    return Cells(found.points, found.label, found.batch, found.unintegrated)


def test_averages(cells):
    """AvgBIO of three, average batch of two."""
    found = {name: value.value for name, value in compute(cells).items()}
    biology = found["nmi_louvain"] + found["ari_louvain"] + found["silhouette_label"]
    assert found["avg_bio"] == pytest.approx(biology / 3)
    batch = found["pcr_comparison"] + found["silhouette_batch"]
    assert found["average_batch"] == pytest.approx(batch / 2)


def test_tenths_are_evaluations_of_their_own(cells):
    """The mean over ten fixed subsamples, each scored as if it were all there is."""
    tenths = draw_cells(800, seed=0, n_draws=10, fraction=0.1)
    values = [compute(cells.part(tenth), ["avg_bio"])["avg_bio"].value for tenth in tenths]
    found = compute(cells, ["avg_bio_tenth"])["avg_bio_tenth"]
    assert found.value == pytest.approx(np.mean(values))


def test_a_tenth_without_a_value_leaves_no_mean(planted):
    """Means never skip: the reason is that of the subsample."""
    few = planted(100, 12)
    found = compute(Cells(few.points, few.label, few.batch, few.unintegrated), ["avg_bio_tenth"])
    assert (
        found["avg_bio_tenth"].reason == "in a tenth of the cells: 10 cells; neighbourhoods of 15 need more"
    )


def test_undirected_pieces_are_never_smaller(cells):
    """An edge that joins both ways joins at least as much."""
    found = compute(cells, ["graph_connectivity", "graph_connectivity_undirected"])
    assert found["graph_connectivity"].value <= found["graph_connectivity_undirected"].value
