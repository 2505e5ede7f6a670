"""Geneformer at its official sizes with random weights, on one thread, ours and upstream's work.

Run by benchmarks/geneformer.py in a process of its own, which prints one JSON object.
"""

import importlib.util
import json
import sys
import time
import types
from collections.abc import Callable
from pathlib import Path
from typing import Any

import anndata as ad
import numpy as np
import pandas as pd
import scipy.sparse as sp
import torch
from torch.nn import functional

from geneformer import Config, Encoder, Genes, Sentences, embed_tokens, random_weights, tokenise

SIZES = {
    "V1, 6 layers": (Config(25_426, 256, 6, 4, 512, 2048), (705, 1768), 4),
    "V2, 104M": (Config(20_275, 768, 12, 12, 3072, 4096), (862, 1269), 2),
}
ENTRIES = 300_000  # of a matrix that is tokenised
REPEATS = 3  # of tokenising


def main(upstream: str) -> None:
    """Print cells per CPU second and deviations."""
    torch.set_num_threads(1)
    found = {
        "embedding": {name: _embedding(*size) for name, size in SIZES.items()},
        "tokens": {str(n_genes): _tokens(n_genes, upstream) for n_genes in (250, 1500)},
    }
    print(json.dumps(found))


def _embedding(config: Config, lengths: tuple[int, int], n_cells: int) -> dict[str, float]:
    """Compare with what upstream computes: one padded batch, all layers, and the logits of every token."""
    rng = np.random.default_rng(0)
    ends = np.cumsum([0, *rng.integers(*lengths, n_cells)])
    sentences = Sentences(rng.integers(0, config.vocab_size, ends[-1]), ends)
    words = [str(number) for number in range(config.vocab_size)]
    weights = random_weights(config, words, seed=0, n_layers=config.num_hidden_layers)
    last = f"bert.encoder.layer.{config.num_hidden_layers - 1}."
    used = {name: value for name, value in weights.items() if not name.startswith(last)}
    whole, ours = Encoder(config, weights), Encoder(config, used)
    halved = Encoder(config, used, precision="bfloat16")
    seconds, vectors = _timed(lambda: embed_tokens(sentences, ours), 1)
    half_seconds, half = _timed(lambda: embed_tokens(sentences, halved), 1)
    all_seconds, _ = _timed(lambda: _everything(sentences, whole), 1)
    expected = _means(sentences, ours)
    return {
        "ours": n_cells / seconds,
        "everything": n_cells / all_seconds,
        "deviation": float(np.abs(vectors - expected).max()),
        "bfloat16": n_cells / half_seconds,
        "deviation_bfloat16": float(np.abs(half - expected).max()),
    }


@torch.inference_mode()
def _everything(sentences: Sentences, encoder: Encoder) -> torch.Tensor:
    """Compute what the model for masked genes does: the head is as large as the vocabulary."""
    lengths = sentences.lengths()
    states = encoder.states(sentences.padded(np.arange(len(lengths))), lengths)
    square = torch.eye(states.shape[-1])
    states = functional.layer_norm(functional.linear(states, square).relu(), states.shape[-1:])
    return functional.linear(states, encoder.embedding["word_embeddings.weight"])


def _means(sentences: Sentences, encoder: Encoder) -> np.ndarray:
    """Average the states of one padded batch, cell by cell."""
    lengths = sentences.lengths()
    states = encoder.states(sentences.padded(np.arange(len(lengths))), lengths)
    return np.stack([cell[:length].mean(dim=0).numpy() for cell, length in zip(states, lengths, strict=True)])


def _tokens(n_genes: int, upstream: str) -> dict[str, float]:
    """Tokenise cells with about so many genes out of 20,000, and require upstream's very tokens."""
    rng, n_cells = np.random.default_rng(n_genes), ENTRIES // n_genes
    sizes = rng.integers(n_genes // 2, 3 * n_genes // 2, n_cells)
    rows = [np.sort(rng.choice(20_000, size, replace=False)) for size in sizes]
    starts = np.cumsum([0, *map(len, rows)])
    counts = rng.geometric(0.5, starts[-1]).astype(np.float32)
    X = sp.csr_matrix((counts, np.concatenate(rows), starts), shape=(n_cells, 20_000))
    totals, medians = np.asarray(X.sum(axis=1), dtype=np.float64).ravel(), rng.lognormal(size=20_000)
    genes = Genes(np.arange(20_000), medians)
    seconds, ours = _timed(lambda: tokenise(X, totals, genes, max_tokens=4096))
    found = {"ours": n_cells / seconds}
    if upstream:
        seconds, theirs = _timed(lambda: _upstreams(upstream, X, totals, medians))
        assert np.array_equal(ours.tokens, np.concatenate(theirs))
        found["upstream"] = n_cells / seconds
    return found


def _upstreams(checkout: str, X: sp.csr_matrix, totals: np.ndarray, medians: np.ndarray) -> list[np.ndarray]:
    """Call `TranscriptomeTokenizer.tokenize_anndata` of a checkout on the same matrix, read from memory."""
    tokenizer = _tokenizer_of(Path(checkout))
    ids = [f"ENSG{number:011d}" for number in range(len(medians))]
    adata = ad.AnnData(X, pd.DataFrame({"n_counts": totals}), pd.DataFrame({"ensembl_id": ids}, index=ids))
    tokenizer.sc = types.SimpleNamespace(read_h5ad=lambda _path: adata)
    reader = object.__new__(tokenizer.TranscriptomeTokenizer)
    reader.__dict__ |= {
        "collapse_gene_ids": True,
        "gene_mapping_dict": {gene: gene for gene in ids},
        "gene_token_dict": {gene: number for number, gene in enumerate(ids)},
        "gene_median_dict": dict(zip(ids, medians, strict=True)),
        "genelist_dict": dict.fromkeys(ids, True),
        "custom_attr_name_dict": None,
        "use_h5ad_index": False,
        "chunk_size": 512,
        "keep_counts": False,
    }
    return reader.tokenize_anndata("cells.h5ad")[0]


def _tokenizer_of(checkout: Path) -> types.ModuleType:
    """Load geneformer/tokenizer.py alone; what it imports for other work is replaced by nothing."""
    package = types.ModuleType("upstream")
    package.__path__ = [str(checkout / "geneformer")]
    for name in ("ENSEMBL_MAPPING_FILE", "GENE_MEDIAN_FILE", "TOKEN_DICTIONARY_FILE"):
        setattr(package, name, None)
    sys.modules["upstream"] = package
    for name in ("loompy", "datasets"):
        sys.modules.setdefault(name, types.SimpleNamespace(Dataset=None))
    spec = importlib.util.spec_from_file_location("upstream.tokenizer", checkout / "geneformer/tokenizer.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _timed(work: Callable[[], Any], repeats: int = REPEATS) -> tuple[float, Any]:
    """Return the fewest CPU seconds of some runs, and what the last one returned."""
    seconds = []
    for _ in range(repeats):
        started = time.process_time()
        result = work()
        seconds.append(time.process_time() - started)
    return min(seconds), result


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "")
