"""Tokens and vectors equal upstream's, on a small checkpoint that upstream itself was run on.

The files are not part of the repository: FROZEN_CELLS_GOLDEN names the folder that has them, made with
scGPT 0.2.5 and with the paper's own code. Without them these tests are skipped; `test_scgpt.py` compares
with torch's own encoder everywhere.
"""

import os
from pathlib import Path
from typing import NamedTuple

import anndata as ad
import numpy as np
import pytest
import scipy.sparse as sp
import torch
from torch.nn import functional

from scgpt.binning import binned, sampled
from scgpt.cells import Cells
from scgpt.checkpoint import CLS, PAD, read_checkpoint
from scgpt.embedding import padded
from scgpt.genes import match_genes, symbols_of
from scgpt.kedzierska2025 import variable_genes
from scgpt.upstream import upstream_draws
from token_batches import Tokens

GOLDEN = Path(os.environ.get("FROZEN_CELLS_GOLDEN", "../shared/golden"), "scgpt")
pytestmark = pytest.mark.skipif(
    not GOLDEN.is_dir(), reason=f"there is no {GOLDEN}: files that upstream wrote, not part of the repository"
)


class Case(NamedTuple):
    """What upstream read, and how it was asked."""

    cells: str
    max_length: int
    cls_value: float
    n_variable: int | None


CASES = {
    "tiefree_full": Case("tiefree", 1200, -2.0, None),
    "tiefree_trunc128_seed0": Case("tiefree", 128, -2.0, None),
    "counts_full_seed0": Case("counts", 1200, -2.0, None),
    "kedzierska_hvg300_seed0": Case("counts", 1200, 0.0, 300),
}


@pytest.fixture(scope="module")
def weights():
    """Return the small checkpoint."""
    return read_checkpoint(GOLDEN / "checkpoint")


def tokens_like_upstream(case, weights):
    """Return tokens drawn in upstream's order, genes by their number in the vocabulary."""
    adata = ad.read_h5ad(GOLDEN / f"input_{case.cells}.h5ad")
    numbers, X = match_genes(symbols_of(adata.var), weights.vocabulary, (PAD, CLS)), sp.csr_matrix(adata.X)
    if case.n_variable:
        X, chosen = variable_genes(X, np.flatnonzero(numbers >= 0), case.n_variable)
        numbers = numbers[chosen]
    known = Cells(X, numbers, np.arange(len(weights.vocabulary)), seed=0)._known(X)
    uniforms, priorities = upstream_draws(known.lengths(), 0, case.max_length)
    tokens = Tokens(known.starts, known.genes, binned(known, uniforms))
    return sampled(tokens, priorities, case.max_length - 1)


def are_upstreams(name, tokens, weights):
    """Return whether genes and bins are upstream's: in their order, or of the paper by gene."""
    if "kedzierska" not in name:
        expected = np.load(GOLDEN / f"{name}.tokens.npz")
        is_cls = expected["gene_ids"] == weights.vocabulary[CLS]
        return (
            np.array_equal(tokens.starts + np.arange(len(tokens.starts)), expected["indptr"])
            and np.array_equal(tokens.genes, expected["gene_ids"][~is_cls])
            and np.array_equal(tokens.values, expected["values"][~is_cls])
        )
    expected = np.load(GOLDEN / f"{name}.npz")
    numbers = np.array([weights.vocabulary[gene] for gene in expected["genes"]])
    cell = np.repeat(np.arange(len(tokens.starts) - 1), tokens.lengths())
    bins = np.zeros((len(tokens.starts) - 1, len(weights.vocabulary)), dtype=int)
    bins[cell, tokens.genes] = tokens.values
    return np.array_equal(bins[:, numbers], expected["binned"]) and bins.sum() == expected["binned"].sum()


def vectors_like_upstream(case, weights, tokens):
    """Return the normalised output at `<cls>`."""
    genes, bins, lengths = map(torch.from_numpy, padded(tokens))
    genes[:, 0] = weights.vocabulary[CLS]
    values = torch.tensor([case.cls_value, *range(1, 51)], dtype=torch.float32)
    with torch.inference_mode():
        table = weights.network.gene_table(weights.genes)
        inputs = table[genes] + weights.network.value_table(values)[bins]
        return functional.normalize(weights.network(inputs, lengths), dim=-1).numpy()


@pytest.mark.parametrize("name", CASES)
def test_tokens_are_identical(name, weights):
    """Genes, bins and their order; of the paper, 300 variable genes and every bin."""
    assert are_upstreams(name, tokens_like_upstream(CASES[name], weights), weights)


@pytest.mark.parametrize("name", CASES)
def test_vectors_agree(name, weights):
    """Within 1e-5 of upstream's, cosine 1 - 1e-6."""
    case = CASES[name]
    vectors = vectors_like_upstream(case, weights, tokens_like_upstream(case, weights))
    expected = np.load(GOLDEN / f"{name}.embedding.npy")
    assert np.abs(vectors - expected).max() < 1e-5
    assert (vectors * expected).sum(axis=1).min() > 1 - 1e-6
