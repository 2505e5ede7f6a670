"""scVI, trained on the cells, the same vectors for the same seed."""

import numpy as np
import pytest


@pytest.mark.slow  # importing and training take half a minute
@pytest.mark.filterwarnings("ignore")  # of the training library, about what it does itself
def test_vectors_are_finite_and_repeat(embed, make_cells):
    """Also for a cell that has no counts, which is embedded and not trained on."""
    cells = make_cells(n_cells=60)
    cells.X[0] = 0
    cells.X.eliminate_zeros()
    vectors = embed(cells, seed=1)
    assert vectors.shape == (60, 30)
    assert np.isfinite(vectors).all()
    assert np.array_equal(vectors, embed(cells, seed=1))
    assert not np.array_equal(vectors, embed(cells, seed=2))
