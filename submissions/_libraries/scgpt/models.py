"""What submissions import: scGPT as its authors run it, as the paper did, and with random weights."""

import anndata as ad
import numpy as np
import torch

from scgpt.cells import blocks_of, require_counts
from scgpt.checkpoint import CLS, PAD, read_checkpoint
from scgpt.embedding import cls_vectors
from scgpt.genes import match_genes, symbols_of
from scgpt.kedzierska2025 import variable_genes
from scgpt.random_weights import gene_key, random_gene, random_network
from token_batches import counts_in, expressed


def embed(adata, run, precision="float32"):
    """Return the vectors of the authors' `scgpt.tasks.embed_data`, 512 numbers each.

    Values as they are, all genes of the vocabulary, bins of the non-zero values, at most 1,200 tokens.

    Parameters
    ----------
    adata
        Counts, in memory or on disk; var with the genes' symbols as `symbol` or as index.
    run
        Its `checkpoint` is a folder with args.json, vocab.json and best_model.pt.
    precision
        As in `cls_vectors`; submission.yaml says the same below `runtime:`.
    """
    weights = read_checkpoint(run.checkpoint)
    numbers = match_genes(symbols_of(adata.var), weights.vocabulary, (PAD, CLS))
    require_counts(adata)
    return _vectors(weights, adata, numbers, run, cls_value=weights.pad_value, precision=precision)


def embed_kedzierska2025(adata, run, n_genes=1200):
    """Return the vectors of Kedzierska et al., Genome Biology 2025: 1,200 variable genes, their logarithms.

    `<cls>` has the value 0 there, where pretraining and the authors' own function have -2. The choice of
    genes has all counts in memory.
    """
    weights = read_checkpoint(run.checkpoint)
    numbers = match_genes(symbols_of(adata.var), weights.vocabulary, (PAD, CLS))
    require_counts(adata)
    counts = counts_in(adata, slice(None))
    logarithms, chosen = variable_genes(counts, np.flatnonzero(numbers >= 0), n_genes)
    return _vectors(weights, ad.AnnData(logarithms), numbers[chosen], run, cls_value=0.0)


def embed_random(adata, run):
    """Return what the official architecture makes of the same input with random weights.

    No vocabulary is needed: the vector of a gene is drawn from its symbol and the seed.
    """
    require_counts(adata)
    columns = np.flatnonzero(expressed(adata))
    symbols = np.array(symbols_of(adata.var))[columns]
    rows = np.full(adata.n_vars, -1)
    rows[columns] = 1 + np.arange(len(columns))
    genes = torch.from_numpy(np.stack([random_gene(symbol, run.seed) for symbol in (CLS, *symbols)]))
    keys = np.array([gene_key(symbol) for symbol in (CLS, *symbols)])
    blocks = blocks_of(adata, rows, keys, run.seed)
    place = {"n_cells": adata.n_obs, "device": run.device}
    return cls_vectors(random_network(run.seed), genes, blocks, cls_value=-2.0, **place)


def _vectors(weights, adata, numbers, run, *, cls_value, precision="float32"):
    """Embed cells with the genes' numbers in the vocabulary, -1 where a gene is not in it."""
    known = np.flatnonzero(numbers >= 0)
    keys = np.concatenate([[weights.vocabulary[CLS]], numbers[known]])
    rows = np.full(len(numbers), -1)
    rows[known] = 1 + np.arange(len(known))
    blocks = blocks_of(adata, rows, keys, run.seed)
    genes = weights.genes[torch.from_numpy(keys)]
    place = {"n_cells": adata.n_obs, "device": run.device, "precision": precision}
    return cls_vectors(weights.network, genes, blocks, cls_value=cls_value, **place)
