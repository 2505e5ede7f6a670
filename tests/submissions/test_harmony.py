"""Components corrected for the batch, one row per cell."""

from types import SimpleNamespace

import numpy as np
import pytest
from scipy.spatial.distance import cdist


def neighbours_of_the_same_batch(vectors, cells):
    """Return the share of the 15 nearest neighbours that are of the cell's own batch."""
    distances = cdist(vectors, vectors)
    np.fill_diagonal(distances, np.inf)
    near = distances.argsort(axis=1)[:, :15]
    batch = cells.obs["batch"].to_numpy()
    return (batch[near] == batch[:, None]).mean()


def test_batches_come_together(embed, make_cells, monkeypatch):
    """Before the correction most neighbours are of the own batch, and then about half."""
    cells = make_cells(n_cells=600)
    corrected = embed(cells)
    monkeypatch.setattr(
        embed.module.harmonypy, "run_harmony", lambda pcs, *_, **__: SimpleNamespace(Z_corr=pcs)
    )
    components = embed(cells)
    assert corrected.shape == components.shape == (600, 50)
    assert neighbours_of_the_same_batch(components, cells) > 0.8
    assert neighbours_of_the_same_batch(corrected, cells) < 0.55


def test_a_result_of_another_shape_is_refused(embed, make_cells, monkeypatch):
    """The first version returned components x cells: scores of that would be nonsense without a sign."""
    monkeypatch.setattr(
        embed.module.harmonypy, "run_harmony", lambda pcs, *_, **__: SimpleNamespace(Z_corr=pcs.T)
    )
    with pytest.raises(ValueError, match=r"harmonypy returned \(50, 120\); expected \(120, 50\)"):
        embed(make_cells())
