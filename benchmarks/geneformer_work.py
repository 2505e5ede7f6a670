"""Geneformer at its official sizes with random weights, on one thread: ours, and upstream's own loop.

Run by benchmarks/geneformer.py in a process of its own, which prints one JSON object.
"""

import importlib.util
import json
import sys
import tempfile
import types
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import anndata as ad
import numpy as np
import pandas as pd
import scipy.sparse as sp
import torch
from safetensors.torch import save_file

from benchmarks.device import devices, encoder_flops, name_of, peak_flops, timed
from benchmarks.rounds import fewest_seconds, other_vectors, precisions, speeds
from benchmarks.side_by_side import upstream_loop
from geneformer import Config, Encoder, Genes, Sentences, embed_tokens, random_weights, tokenise

# Sizes, fewest and most tokens of a cell, and what a vector is: the mean of its genes, or the first token.
MODELS = {
    "v1_10m": (Config(25_426, 256, 6, 4, 512, 2048), (705, 1768), "cell"),
    "v2_104m": (Config(20_275, 768, 12, 12, 3072, 4096), (862, 1269), "cls"),
}
N_CELLS = {"cpu": {"v1_10m": 8, "v2_104m": 4}, "cuda": {"v1_10m": 2048, "v2_104m": 1024}}
ENTRIES = 300_000  # of a matrix that is tokenised
REPEATS = 3  # of tokenising


def main(asked: dict[str, Any]) -> None:
    """Print cells per second on every device, shares and deviations, and how fast cells become tokens."""
    torch.set_num_threads(1)
    found: dict[str, Any] = {"devices": {device: _device(device, asked) for device in devices()}}
    found["tokens"] = {str(n_genes): _tokens(n_genes, asked["upstream"]) for n_genes in (250, 1500)}
    print(json.dumps(found))


def _device(device: str, asked: dict[str, Any]) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="geneformer-") as name:
        folder = Path(name)
        made = {model: _made(model, folder / model, device) for model in MODELS}
        works = {
            (model, precision): _work(model, *made[model], device, precision)
            for model in MODELS
            for precision in precisions(device)
        }
        peaks = {precision: peak_flops(device, precision) for precision in precisions(device)}
        theirs = upstream_loop("benchmarks.upstream_geneformer", folder, device, asked)
        least, vectors = fewest_seconds(works, theirs, device, asked["rounds"])
        found = {}
        for model in MODELS:
            lengths = made[model][0].lengths()
            found[model] = {"n_cells": len(lengths), "median_tokens": float(np.median(lengths))}
            found[model] |= speeds(least, model, len(lengths), _flops(model, lengths), peaks)
            found[model] |= _deviations(model, vectors, folder / model / "upstream.npy")
    return {"name": name_of(device), "models": found}


def _made(model: str, folder: Path, device: str) -> tuple[Sentences, dict[str, torch.Tensor]]:
    """Write a checkpoint in the official format and cells as tokens; return both."""
    config, lengths, mode = MODELS[model]
    rng = np.random.default_rng(0)
    words = [str(number) for number in range(config.vocab_size)]
    weights = random_weights(config, words, seed=0, n_layers=config.num_hidden_layers)
    # Even on a log scale, as cells differ, and none drawn: upstream pads all to the longest.
    sizes = np.geomspace(*lengths, N_CELLS[device][model]).round().astype(int)
    cells = [rng.integers(4, config.vocab_size, size) for size in sizes]
    cells = [np.concatenate([[2], cell, [3]]) for cell in cells] if mode == "cls" else cells
    folder.mkdir()
    settings = {"model_type": "bert", "hidden_act": "relu", "pad_token_id": 0} | asdict(config)
    (folder / "config.json").write_text(json.dumps(settings), encoding="utf-8")
    save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})
    content = {"mode": mode, "tokens": [cell.tolist() for cell in cells]}
    (folder / "cells.json").write_text(json.dumps(content), encoding="utf-8")
    return Sentences(np.concatenate(cells), np.cumsum([0, *map(len, cells)])), weights


def _flops(model: str, lengths: np.ndarray) -> float:
    """Return operations of the layers that are used in full."""
    config, _, mode = MODELS[model]
    n_layers = config.num_hidden_layers - (1 if mode == "cell" else 2)  # of the last one, the first token
    return encoder_flops(lengths, config.hidden_size, config.intermediate_size, n_layers)


def _work(
    model: str, sentences: Sentences, weights: dict[str, torch.Tensor], device: str, precision: str
) -> Callable[[], np.ndarray]:
    config, _, mode = MODELS[model]
    last = f"bert.encoder.layer.{config.num_hidden_layers - 1}."
    used = {name: value for name, value in weights.items() if not name.startswith(last)}
    encoder = Encoder(config, used, device=device, precision=precision)
    given = {"n_special": 2, "pooling": "cls"} if mode == "cls" else {"n_special": 0, "pooling": "mean"}
    return lambda: embed_tokens(sentences, encoder, **given)


def _deviations(model: str, vectors: dict[tuple[str, str], np.ndarray], theirs: Path) -> dict[str, float]:
    """Return how far half precision, and upstream where it was run, are from our float32."""
    exact = vectors[model, "float32"]
    others = other_vectors(model, vectors, theirs)
    return {f"{name}_difference": float(np.abs(found - exact).max()) for name, found in others.items()}


def _tokens(n_genes: int, checkout: str) -> dict[str, float]:
    """Tokenise cells with about so many genes out of 20,000, and require upstream's very tokens."""
    rng, n_cells = np.random.default_rng(n_genes), ENTRIES // n_genes
    sizes = rng.integers(n_genes // 2, 3 * n_genes // 2, n_cells)
    rows = [np.sort(rng.choice(20_000, size, replace=False)) for size in sizes]
    starts = np.cumsum([0, *map(len, rows)])
    counts = rng.geometric(0.5, starts[-1]).astype(np.float32)
    X = sp.csr_matrix((counts, np.concatenate(rows), starts), shape=(n_cells, 20_000))
    totals, medians = np.asarray(X.sum(axis=1), dtype=np.float64).ravel(), rng.lognormal(size=20_000)
    genes = Genes(np.arange(20_000), medians)
    seconds, ours = timed(lambda: tokenise(X, totals, genes, max_tokens=4096), "cpu", REPEATS)
    found = {"ours": n_cells / seconds}
    if checkout:
        # Upstream writes into what it reads, so every run has its own.
        runs = [timed(_reader(checkout, X, totals, medians), "cpu") for _ in range(REPEATS)]
        assert np.array_equal(ours.tokens, np.concatenate(runs[0][1]))
        found["upstream"] = n_cells / min(seconds for seconds, _ in runs)
    return found


def _reader(
    checkout: str, X: sp.csr_matrix, totals: np.ndarray, medians: np.ndarray
) -> Callable[[], list[np.ndarray]]:
    """Return `TranscriptomeTokenizer.tokenize_anndata` of a checkout on the same matrix, read from memory."""
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
    return lambda: reader.tokenize_anndata("cells.h5ad")[0]


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


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
