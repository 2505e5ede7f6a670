"""What submissions import: scGPT as its authors run it, as the paper did, and with random weights."""

import numpy as np
import torch

from scgpt.cells import Cells, counts_of
from scgpt.checkpoint import CLS, PAD, read_checkpoint
from scgpt.embedding import cls_vectors
from scgpt.genes import match_genes, symbols_of
from scgpt.kedzierska2025 import variable_genes
from scgpt.random_weights import gene_key, random_gene, random_network


def embed(adata, run, precision="float32"):
    """Return the vectors of the authors' `scgpt.tasks.embed_data`, 512 numbers each.

    Values as they are, all genes of the vocabulary, bins of the non-zero values, at most 1,200 tokens.

    Parameters
    ----------
    adata
        Counts; var with the genes' symbols as `symbol` or as index.
    run
        Its `checkpoint` is a folder with args.json, vocab.json and best_model.pt.
    precision
        As in `cls_vectors`; submission.yaml says the same below `runtime:`.
    """
    weights = read_checkpoint(run.checkpoint)
    numbers = match_genes(symbols_of(adata.var), weights.vocabulary, (PAD, CLS))
    return _vectors(weights, counts_of(adata), numbers, run, cls_value=weights.pad_value, precision=precision)


def embed_kedzierska2025(adata, run, n_genes=1200):
    """Return the vectors of Kedzierska et al., Genome Biology 2025: 1,200 variable genes, their logarithms.

    `<cls>` has the value 0 there, where pretraining and the authors' own function have -2.
    """
    weights = read_checkpoint(run.checkpoint)
    numbers = match_genes(symbols_of(adata.var), weights.vocabulary, (PAD, CLS))
    logarithms, chosen = variable_genes(counts_of(adata), np.flatnonzero(numbers >= 0), n_genes)
    return _vectors(weights, logarithms, numbers[chosen], run, cls_value=0.0)


def embed_random(adata, run):
    """Return what the official architecture makes of the same input with random weights.

    No vocabulary is needed: the vector of a gene is drawn from its symbol and the seed.
    """
    X = counts_of(adata)
    expressed = np.unique(X.indices)
    symbols = np.array(symbols_of(adata.var))[expressed]
    rows = np.full(X.shape[1], -1)
    rows[expressed] = 1 + np.arange(len(expressed))
    genes = torch.from_numpy(np.stack([random_gene(symbol, run.seed) for symbol in (CLS, *symbols)]))
    keys = np.array([gene_key(symbol) for symbol in (CLS, *symbols)])
    cells = Cells(X, rows, keys, run.seed)
    return cls_vectors(random_network(run.seed), genes, cells, cls_value=-2.0, device=run.device)


def _vectors(weights, X, numbers, run, *, cls_value, precision="float32"):
    """Embed cells with the genes' numbers in the vocabulary, -1 where a gene is not in it."""
    known = np.flatnonzero(numbers >= 0)
    keys = np.concatenate([[weights.vocabulary[CLS]], numbers[known]])
    rows = np.full(len(numbers), -1)
    rows[known] = 1 + np.arange(len(known))
    cells = Cells(X, rows, keys, run.seed)
    genes = weights.genes[torch.from_numpy(keys)]
    place = {"device": run.device, "precision": precision}
    return cls_vectors(weights.network, genes, cells, cls_value=cls_value, **place)
