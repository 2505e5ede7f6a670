"""scGPT before training: official sizes, every number drawn from the seed."""

import numpy as np
import pytest
import torch
from tiny_scgpt import shapes_of

from scgpt.random_weights import OFFICIAL, random_gene, random_network

SIZES = {"embsize": 512, "nheads": 8, "d_hid": 512, "nlayers": 12}


def test_vectors_are_finite_and_repeat(embed, make_cells):
    """Also for a cell without counts and in another order; another seed is another model."""
    cells = make_cells(n_cells=3, n_genes=20)
    cells.X.data[: cells.X.indptr[1]] = 0
    vectors = embed(cells, seed=1)
    assert vectors.shape == (3, 512)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1)
    assert np.abs(embed(cells[[0]].copy(), seed=1)[0] - vectors[0]).max() < 1e-6
    assert np.abs(embed(cells[::-1].copy(), seed=1) - vectors[::-1]).max() < 1e-6
    assert np.abs(vectors - embed(cells, seed=2)).max() > 0.01


def test_a_gene_is_known_by_its_symbol(embed, make_cells):
    """Not by its column: other genes beside it change nothing, another name does."""
    cells = make_cells(n_cells=4, n_genes=20)
    vectors = embed(cells)
    shuffled = cells[:, ::-1].copy()
    shuffled.X = shuffled.X.tocsr()
    assert np.abs(embed(shuffled) - vectors).max() < 1e-6
    cells.var["symbol"] = [f"OTHER{number}" for number in range(20)]
    assert np.abs(embed(cells) - vectors).max() > 0.01


def test_its_parameters_are_those_of_the_official_file():
    """All but the table of genes and the heads, by name and size."""
    official = shapes_of(5, SIZES)
    heads = ("flag_encoder.", "decoder.", "mvc_decoder.", "encoder.embedding")
    expected = {name: torch.Size(shape) for name, shape in official.items() if not name.startswith(heads)}
    network = random_network(seed=0)
    assert {name: tensor.shape for name, tensor in network.state_dict().items()} == expected


def test_layers_start_equal_and_maps_do_not():
    """As torch's encoder copies one layer; norms are neutral."""
    state = random_network(seed=0).state_dict()
    layers = "transformer_encoder.layers"
    assert torch.equal(state[f"{layers}.0.linear1.weight"], state[f"{layers}.11.linear1.weight"])
    assert not torch.equal(state[f"{layers}.0.linear1.weight"], state[f"{layers}.0.linear2.weight"])
    assert float(state[f"{layers}.0.linear1.weight"].abs().max()) == pytest.approx(512**-0.5, rel=1e-3)
    assert bool((state[f"{layers}.5.norm1.weight"] == 1).all())


def test_genes_fill_their_range_evenly():
    """From minus 0.1 to 0.1, as upstream starts its table."""
    genes = np.stack([random_gene(f"GENE{number}", seed=3) for number in range(20)])
    assert genes.shape == (20, OFFICIAL.d_model)
    assert np.abs(genes).max() <= 0.1
    assert abs(genes.std() - 0.1 / np.sqrt(3)) < 0.002
    assert np.abs(np.corrcoef(genes) - np.eye(20)).max() < 0.2
