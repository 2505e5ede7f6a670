"""The network of Geneformer V1 before any training: no file, no other cell, no order of genes."""

import numpy as np
import pytest
import scipy.sparse as sp
import torch

from geneformer import Config, random_weights

TOLERANCE = 1e-5
SIZES = Config(0, 8, 2, 2, 12, 5)


@pytest.fixture
def cells(make_cells):
    """Return a few cells, one of them without counts."""
    cells = make_cells(n_cells=8, n_genes=60)
    cells.X = sp.csr_matrix(cells.X.toarray() * (np.arange(8) != 3)[:, None])
    return cells


def test_a_vector_has_the_width_of_the_official_size(embed, cells):
    """Finite, also where there is nothing to read."""
    vectors = embed(cells)
    assert vectors.shape == (8, 256)
    assert np.isfinite(vectors).all()
    assert not vectors[3].any()


def test_a_cell_has_the_same_vector_among_any_others(embed, cells):
    """Neither company, nor order, nor the size of a batch moves it by more than rounding."""
    together = embed(cells)
    assert np.abs(embed(cells[::-2]) - together[::-2]).max() < TOLERANCE
    assert np.abs(embed(cells[5:6]) - together[5:6]).max() < TOLERANCE


def test_the_order_of_the_genes_plays_no_part(embed, cells):
    """They are known by their names, and equal counts are ranked by the alphabet."""
    assert np.array_equal(embed(cells[:, ::-1]), embed(cells))


def test_the_seed_decides_the_weights(embed, cells):
    """Another seed, another network."""
    assert np.array_equal(embed(cells, 1), embed(cells, 1))
    assert np.abs(embed(cells, 1) - embed(cells, 2)).max() > 1000 * TOLERANCE


def test_weights_are_drawn_as_the_architecture_begins():
    """Normal with a deviation of 0.02; scales 1, biases 0; a gene has its row in any vocabulary."""
    weights = random_weights(SIZES, ["A", "B"], seed=3, n_layers=1)
    words = weights["bert.embeddings.word_embeddings.weight"]
    alone = random_weights(SIZES, ["B"], seed=3, n_layers=1)["bert.embeddings.word_embeddings.weight"]
    assert torch.equal(words[1:], alone)
    assert not torch.equal(words[0], words[1])
    assert (weights["bert.embeddings.LayerNorm.weight"] == 1).all()
    assert (weights["bert.embeddings.LayerNorm.bias"] == 0).all()
    assert not any(".layer.1." in name for name in weights)
    drawn = random_weights(Config(0, 64, 1, 2, 64, 64), ["A"], seed=0, n_layers=1)
    query = drawn["bert.encoder.layer.0.attention.self.query.weight"]
    assert query.std() == pytest.approx(0.02, rel=0.05)
    assert abs(float(query.mean())) < 0.002
