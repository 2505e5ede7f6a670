"""From counts to one vector per cell, some thousand cells at a time."""

import sys
from pathlib import Path

import numpy as np
import torch

from geneformer.checkpoint import read_config, read_weights
from geneformer.dictionaries import read_dictionaries
from geneformer.genes import Genes, genes_of_dictionaries
from geneformer.network import Encoder
from geneformer.tokens import Sentences, tokenise
from token_batches import counts_in, embed_in_batches, row_blocks

_TOKENS = {"cpu": 1024, "cuda": 131_072}  # of a batch; larger ones are no faster, and are padded more


def embed_cells(adata, run, *, special_tokens, pooling, layer=-1, precision="float32"):
    """Return one vector per cell, from the files of a release.

    Parameters
    ----------
    adata
        X with raw counts, also on disk; var with `ensembl_id` or `symbol`; obs with `total_counts`, the
        counts of a cell over all genes.
    run
        With `checkpoint`, the folder of config.json, the weights and the dictionaries, and `device`.
    special_tokens
        Whether cells begin with `<cls>` and end with `<eos>`: False for V1, True for V2.
    pooling
        `mean` of the states of the genes, or `cls`, the state of the first token.
    layer
        -1, the second-to-last layer, or 0, the last one: as upstream counts.
    precision
        `float32`, or `bfloat16` or `float16` with another vector for it.

    Returns
    -------
    ndarray
        Finite numbers: (n_cells, hidden_size). A cell without any gene of the vocabulary has the vector
        0 where genes are averaged; how many there are is told on standard error.
    """
    folder = Path(run.checkpoint)
    config, dictionaries = read_config(folder), read_dictionaries(folder)
    special = _special(dictionaries.tokens) if special_tokens else ()
    if (most := max(dictionaries.tokens.values())) >= config.vocab_size:
        raise ValueError(f"a token has number {most}; config.json has vocab_size {config.vocab_size}")
    genes = genes_of_dictionaries(adata.var, dictionaries)
    weights = read_weights(folder, config, config.num_hidden_layers + layer)
    encoder = Encoder(config, weights, device=run.device, precision=precision)
    return embed_genes(adata, genes, encoder, special=special, pooling=pooling)


def embed_genes(adata, genes: Genes, encoder: Encoder, *, special=(), pooling="mean"):
    """Return one vector per cell, given the tokens of its genes and the encoder."""
    if "total_counts" not in adata.obs:
        raise ValueError("obs has no column `total_counts`; expected the counts of every cell over all genes")
    totals = adata.obs["total_counts"].to_numpy(dtype=np.float64)
    vectors = np.empty((adata.n_obs, encoder.config.hidden_size), dtype=np.float32)
    n_empty = 0
    for rows in row_blocks(adata.n_obs):
        sentences = tokenise(
            counts_in(adata, rows),
            totals[rows],
            genes,
            max_tokens=encoder.config.max_position_embeddings,
            special=special,
        )
        n_empty += int((sentences.lengths() == len(special)).sum())
        vectors[rows] = embed_tokens(sentences, encoder, n_special=len(special), pooling=pooling)
    sys.stderr.write(f"{n_empty:,} of {adata.n_obs:,} cells have no gene with a token\n")
    return vectors


def embed_tokens(sentences: Sentences, encoder: Encoder, *, n_special=0, pooling="mean", max_tokens=None):
    """Return one vector per sequence of tokens, in their order: (n_cells, hidden_size).

    Parameters
    ----------
    sentences
        The cells.
    encoder
        The network.
    n_special
        Special tokens of every cell, 0 or 2: they are not part of a mean.
    pooling
        `mean` or `cls`.
    max_tokens
        Tokens of a batch, padding included; none: what suits the device.
    """
    if pooling == "cls" and not n_special:
        raise ValueError('pooling is cls; cells have no special tokens: write pooling="mean"')
    lengths = sentences.lengths()
    pool = _first if pooling == "cls" else _mean

    def forward(cells):
        return pool(encoder, sentences.padded(cells), lengths[cells], n_special)

    return embed_in_batches(
        np.maximum(lengths, 1),  # a cell without tokens has a place in a batch, too
        forward,
        n_dims=encoder.config.hidden_size,
        max_tokens=max_tokens or _TOKENS[encoder.device],
    )


def _first(encoder, tokens, lengths, n_special):  # noqa: ARG001 - as _mean
    return encoder.states(tokens, lengths, only_first=True)[:, 0].float().cpu().numpy()


@torch.inference_mode()
def _mean(encoder, tokens, lengths, n_special):
    """Average the states of the genes; 0 where there is none."""
    vectors = np.zeros((len(tokens), encoder.config.hidden_size), dtype=np.float32)
    some = lengths > n_special
    if some.any():
        states = encoder.states(tokens[some], lengths[some]).float()
        ends = torch.as_tensor(lengths[some] - (1 if n_special else 0), device=states.device)[:, None]
        place = torch.arange(states.shape[1], device=states.device)
        genes = ((place >= (1 if n_special else 0)) & (place < ends)).float()
        sums = torch.bmm(genes[:, None, :], states)[:, 0]
        vectors[some] = (sums / genes.sum(dim=1, keepdim=True)).cpu().numpy()
    return vectors


def _special(tokens):
    if missing := [token for token in ("<cls>", "<eos>") if token not in tokens]:
        raise ValueError(f"token_dictionary has no {' and no '.join(missing)}: it is not of a V2 model")
    return tokens["<cls>"], tokens["<eos>"]
