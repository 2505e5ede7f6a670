"""Vectors of cells: the output at `<cls>`, of length one."""

import sys
from collections.abc import Callable, Iterable

import numpy as np
import torch
from torch.nn import functional

from scgpt.binning import N_BINS
from scgpt.cells import Cells
from scgpt.network import Network
from token_batches import Tokens, embed_in_batches

# Tokens of a batch: few, so that a processor's caches hold them and little is padded; many for a GPU.
_MAX_TOKENS = {"cpu": 1024, "cuda": 1 << 18}


def cls_vectors(
    network: Network,
    genes,
    blocks: Iterable[Cells],
    *,
    n_cells,
    cls_value,
    device="cpu",
    precision="float32",
    max_tokens=None,
) -> np.ndarray:
    """Return one vector per cell, (n_cells, d_model), of Euclidean length one.

    A cell of which the model knows no gene gets the vector of `<cls>` alone; standard output counts them.

    Parameters
    ----------
    network
        The encoder.
    genes
        The gene table before LayerNorm, `<cls>` in row 0: (n_genes + 1, d_model).
    blocks
        The cells, some at a time, whose rows count from 1.
    n_cells
        How many there are in all.
    cls_value
        Value of the `<cls>` token.
    device
        `cpu` or `cuda`.
    precision
        `float32`, `bfloat16` or `float16`: of weights and activations. The vectors are float32.
    max_tokens
        Most tokens of a batch; None: what suits the device.
    """
    encode = _encoder(network, genes, cls_value, device, precision)
    vectors = np.empty((n_cells, network.sizes.d_model), dtype=np.float32)
    limit = max_tokens or _MAX_TOKENS[device]
    start = n_unknown = 0
    for cells in blocks:
        lengths = cells.lengths()
        end = start + len(lengths)
        vectors[start:end] = embed_in_batches(
            lengths,
            lambda some, cells=cells: encode(cells.tokens(some)),
            n_dims=vectors.shape[1],
            max_tokens=limit,
        )
        start, n_unknown = end, n_unknown + int((lengths == 1).sum())
    sys.stdout.write(f"{n_unknown:,} of {n_cells:,} cells have no gene that the model knows\n")
    return vectors


def _encoder(network, genes, cls_value, device, precision) -> Callable[[Tokens], np.ndarray]:
    """Return what makes vectors of tokens; the tables of genes and values are computed once."""
    place = {"device": device, "dtype": getattr(torch, precision)}
    values = torch.tensor([cls_value, *range(1, N_BINS)], dtype=torch.float32)
    with torch.inference_mode():
        gene_table = network.gene_table(genes).to(**place)
        value_table = network.value_table(values).to(**place)  # row 0 is that of <cls>
        network = network.to(**place).eval()

    @torch.inference_mode()
    def encode(tokens):
        rows, bins, lengths = (torch.from_numpy(array).to(device) for array in padded(tokens))
        vectors = network(gene_table[rows] + value_table[bins], lengths)
        return functional.normalize(vectors.float(), dim=-1).cpu().numpy()

    return encode


def padded(tokens) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return genes and bins, `<cls>` first, both (n_cells, n_tokens), and lengths, (n_cells,).

    `<cls>` is row 0 of both tables, and so is padding.
    """
    n_genes = tokens.lengths()
    genes, bins = np.zeros((2, len(n_genes), n_genes.max(initial=0) + 1), dtype=np.int64)
    there = np.arange(genes.shape[1] - 1) < n_genes[:, None]
    genes[:, 1:][there], bins[:, 1:][there] = tokens.genes, tokens.values
    return genes, bins, n_genes + 1
