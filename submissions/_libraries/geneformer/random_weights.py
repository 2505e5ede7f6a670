"""The network before any training: what its architecture and the ranking of genes do by themselves."""

import hashlib

import numpy as np
import torch

from geneformer.checkpoint import Config, expected_shapes
from geneformer.embedding import embed_genes
from geneformer.genes import Genes, genes_of_own_ids
from geneformer.network import Encoder
from token_batches import expressed

WORDS = "bert.embeddings.word_embeddings.weight"


def embed_cells_at_random(adata, run, config: Config):
    """Return the mean state of the second-to-last layer of a network with random weights.

    No file is needed: a gene's row of the token embedding is drawn from its name and `run.seed`, so it is
    the same in every dataset. Without the medians of a corpus, genes are ranked by their counts.
    """
    genes, names = genes_of_own_ids(adata.var)
    genes, names = _kept(genes, names, expressed(adata))
    weights = random_weights(config, names, seed=run.seed, n_layers=config.num_hidden_layers - 1)
    return embed_genes(adata, genes, Encoder(config, weights, device=run.device))


def random_weights(config: Config, names, *, seed, n_layers):
    """Return parameters as BERT is initialised: normal with `initializer_range`, biases 0, scales 1.

    Parameters
    ----------
    config
        Sizes; `vocab_size` is not used, there is a row for every name.
    names
        Names of the tokens, in the order of their numbers.
    seed
        Whole number of at least 0.
    n_layers
        Layers that are drawn. Each parameter is drawn from its own name: others do not matter.
    """
    weights = {}
    for name, shape in expected_shapes(config).items():
        parts = name.split(".")
        if parts[1] == "encoder" and int(parts[3]) >= n_layers:
            continue
        if name == WORDS:
            rows = [_normal(f"token {gene}", seed, config.hidden_size) for gene in names]
            drawn = np.stack(rows) if rows else np.zeros((1, config.hidden_size))
        elif name.endswith("bias"):
            drawn = np.zeros(shape)
        else:
            drawn = np.ones(shape) if "LayerNorm" in name else _normal(name, seed, shape)
        scale = config.initializer_range if drawn.ndim > 1 else 1.0
        weights[name] = torch.from_numpy((drawn * scale).astype(np.float32))
    return weights


def _kept(genes, names, columns):
    """Keep the names that some cell has counts of: a million genes are no million rows."""
    found = np.zeros(len(names), dtype=bool)
    found[genes.tokens[columns]] = True
    numbers = np.where(found, np.cumsum(found) - 1, -1)
    kept = [name for name, there in zip(names, found, strict=True) if there]
    return Genes(numbers[genes.tokens], np.ones(max(1, len(kept)))), kept


def _normal(name, seed, shape):
    """Return normal numbers that only the name and the seed decide."""
    digest = hashlib.sha256(name.encode()).digest()
    return np.random.default_rng([seed, int.from_bytes(digest[:8], "big")]).standard_normal(shape)
