"""What differs on a GPU, as far as a machine without one can show it."""

from types import SimpleNamespace

import numpy as np
import pytest
import torch
from made_geneformer import Run, made_cells
from made_geneformer import write_checkpoint as write_geneformer
from tiny_scgpt import write_checkpoint as write_scgpt

from geneformer import Encoder, embed_cells, read_config, read_weights
from scgpt import embed
from scgpt.checkpoint import read_checkpoint
from scgpt.network import Network

FULL = torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB.")


def scgpt_vectors(folder, make_cells, **keys):
    """Return vectors of a tiny scGPT."""
    write_scgpt(folder, [f"GENE{number}" for number in range(300)])
    run = SimpleNamespace(seed=0, device="cpu", checkpoint=folder)
    return embed(make_cells(n_cells=20), run, **keys)


def geneformer_vectors(folder, _make_cells, **keys):
    """Return vectors of a tiny Geneformer."""
    run = Run(write_geneformer(folder, 2))
    return embed_cells(made_cells(), run, special_tokens=True, pooling="cls", **keys)


def failing_above(n_cells, function):
    """Return the method of a network, for which a GPU has room for so many cells only."""

    def forward(self, tokens, lengths, **keys):
        if len(lengths) > n_cells:
            raise FULL
        return function(self, tokens, lengths, **keys)

    return forward


@pytest.mark.parametrize(
    ("vectors", "network", "name"),
    [(scgpt_vectors, Network, "forward"), (geneformer_vectors, Encoder, "states")],
)
def test_batches_are_halved_where_the_gpu_is_full(
    vectors, network, name, *, tmp_path, make_cells, monkeypatch, capsys
):
    """The vectors are the same, and standard error says how often."""
    expected = vectors(tmp_path / "weights", make_cells)
    monkeypatch.setattr(network, name, failing_above(2, getattr(network, name)))
    assert np.abs(vectors(tmp_path / "weights", make_cells) - expected).max() < 1e-5
    assert "half of it now\n" in capsys.readouterr().err


@pytest.mark.parametrize("vectors", [scgpt_vectors, geneformer_vectors])
@pytest.mark.parametrize(("precision", "most"), [("bfloat16", 0.1), ("float16", 0.02)])
def test_half_precision_is_declared_and_near(vectors, precision, most, tmp_path, make_cells):
    """Vectors are float32 whatever they were computed in."""
    exact = vectors(tmp_path / "exact", make_cells)
    halved = vectors(tmp_path / "halved", make_cells, precision=precision)
    assert halved.dtype == np.float32
    assert 1e-5 < np.abs(halved - exact).max() < most


@pytest.mark.parametrize("vectors", [scgpt_vectors, geneformer_vectors])
def test_float32_is_float32(vectors, tmp_path, make_cells):
    """No library allows a GPU to multiply in TF32, of ten bits."""
    vectors(tmp_path / "weights", make_cells)
    assert torch.get_float32_matmul_precision() == "highest"
    assert not torch.backends.cuda.matmul.allow_tf32


def test_a_network_makes_its_tensors_where_its_input_is(tmp_path):
    """One that is made elsewhere cannot be added to those that are there: here elsewhere is `meta`."""
    write_scgpt(tmp_path / "scgpt", ["GENE1", "GENE2"])
    network = read_checkpoint(tmp_path / "scgpt").network
    folder = write_geneformer(tmp_path / "geneformer", 2)
    config = read_config(folder)
    encoder = Encoder(config, read_weights(folder, config, 2))
    tokens, lengths = torch.rand(2, 3, 16), torch.tensor([3, 2])
    numbers = torch.tensor([[4, 5, 6], [7, 8, 0]])
    with torch.inference_mode(), torch.device("meta"):
        assert network(tokens, lengths).device.type == "cpu"
        for only_first in (True, False):
            assert encoder.states(numbers, lengths, only_first=only_first).device.type == "cpu"
