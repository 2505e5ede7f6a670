"""A random direction per gene, the same in every dataset."""

import numpy as np
import pytest
from scipy.spatial.distance import pdist


def test_a_cell_has_the_same_vector_among_any_others(embed, make_cells):
    """Nothing is taken from the other cells."""
    cells = make_cells()
    assert np.array_equal(embed(cells)[::2], embed(cells[::2]))


def test_a_gene_has_the_same_direction_wherever_it_is(embed, make_cells):
    """Genes are known by their symbols: their order plays no part."""
    cells = make_cells()
    assert np.allclose(embed(cells), embed(cells[:, ::-1]))


def test_a_gene_without_a_symbol_goes_by_its_id(embed, make_cells):
    """Else all of them would share one direction."""
    cells = make_cells()
    expected = embed(cells)
    cells.var["symbol"] = ""
    assert np.array_equal(embed(cells), expected)


@pytest.mark.parametrize("seed", [1, 20250418])
def test_the_seed_decides_the_directions(embed, make_cells, seed):
    """Another seed, other vectors."""
    cells = make_cells()
    assert np.array_equal(embed(cells, seed), embed(cells, seed))
    assert not np.allclose(embed(cells, seed), embed(cells, 0))


def test_distances_are_kept_on_average(embed, make_cells):
    """That is what a projection to 64 Gaussian dimensions does."""
    cells = make_cells()
    counts = cells.X.toarray()
    logs = np.log1p(counts / counts.sum(axis=1, keepdims=True) * 1e4)
    vectors = embed(cells)
    assert vectors.shape == (120, 64)
    assert 0.9 < np.median(pdist(vectors) / pdist(logs)) < 1.1
