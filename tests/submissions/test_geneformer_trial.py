"""A checkpoint of the official size goes the whole way: from a server to vectors of real cells."""

import hashlib
import json
import pickle
import shutil
from pathlib import Path

import numpy as np
import pytest
import torch
from file_server import serving
from made_geneformer import Run
from safetensors.torch import save_file

from geneformer import Config, embed_cells, random_weights
from stages.checkpoint import checkpoint
from stages.inference import infer
from stages.rehearsing.cells import rehearsal_cells
from stages.submission import read_submission

SUBMISSIONS = Path(__file__).parents[2] / "submissions"
SIZES = Config(25_426, 256, 6, 4, 512, 2048)


@pytest.fixture
def release(tmp_path):
    """Write the files of Geneformer V1 at full size, random weights, for the genes of the cells."""
    folder = tmp_path / "release"
    folder.mkdir()
    symbols = rehearsal_cells(20, np.random.default_rng(0)).var["symbol"]
    genes = [f"ENSG{number:011d}" for number in range(SIZES.vocab_size - 2)]
    tokens = {"<pad>": 0, "<mask>": 1, **{gene: number for number, gene in enumerate(genes, 2)}}
    medians = np.random.default_rng(1).lognormal(size=len(genes)).tolist()
    dictionaries = {
        "token_dictionary": tokens,
        "gene_median_dictionary": dict(zip(genes, medians, strict=True)),
        "ensembl_mapping_dict": {gene: gene for gene in genes},
        "gene_name_id_dict": dict(zip(symbols, genes, strict=False)),
    }
    for name, content in dictionaries.items():
        (folder / f"{name}_gc30M.pkl").write_bytes(pickle.dumps(content))
    (folder / "config.json").write_text(json.dumps(vars(SIZES) | {"hidden_act": "relu"}))
    weights = random_weights(SIZES, list(tokens), seed=0, n_layers=SIZES.num_hidden_layers)
    head = {
        "bert.embeddings.position_ids": torch.arange(2048)[None],
        "cls.predictions.bias": torch.zeros(25_426),
    }
    save_file(weights | head, folder / "model.safetensors", metadata={"format": "pt"})
    return folder


@pytest.fixture
def submission(release, tmp_path):
    """Return geneformer_v1 with the pins of these files in the place of the official ones."""
    for name in ("_libraries", "_template", "geneformer_v1"):
        shutil.copytree(SUBMISSIONS / name, tmp_path / "submissions" / name)
    folder = tmp_path / "submissions/geneformer_v1"
    text = (folder / "submission.yaml").read_text()
    for file in read_submission(folder).runtime.checkpoint:
        content = (release / file.path).read_bytes()
        text = text.replace(file.sha256, hashlib.sha256(content).hexdigest())
        text = text.replace(f"size: {file.size}\n", f"size: {len(content)}\n")
    (folder / "submission.yaml").write_text(text)
    (folder / "dvc.lock").unlink(missing_ok=True)
    return folder


@pytest.mark.slow
def test_a_full_size_checkpoint_is_fetched_resumed_and_embedded(release, submission, tmp_path, monkeypatch):
    """The connection breaks once; what a confined process returns is what the same files give here."""
    monkeypatch.setattr("stages.patience.sleep", lambda _: None)
    entry, weights = read_submission(submission), tmp_path / "weights"
    cells = rehearsal_cells(20, np.random.default_rng(0))
    given = {"checkpoint": weights, "seed": 0, "permutation_seed": 3}
    missing = infer(cells, entry, folder=submission, **given).error
    assert missing.what.startswith("weights not available: there is no ")
    assert missing.fix.startswith("python -m stages.checkpoint --submission ")
    with serving() as server:
        monkeypatch.setattr("stages.checkpoint._HUB", server.top)
        server.breaks, server.break_after = 2, 20_000_000
        for file in entry.runtime.checkpoint:
            path = file.url.removeprefix("hf://ctheodoris/Geneformer@")
            server.files[f"/ctheodoris/Geneformer/resolve/{path}"] = (release / file.path).read_bytes()
        checkpoint(submission=submission, folder=weights)
        assert "bytes=20000000-" in server.ranges
    vectors = infer(cells, entry, folder=submission, **given).result()
    assert vectors.shape == (20, 256)
    alone = embed_cells(cells, Run(release), special_tokens=False, pooling="mean")
    assert np.abs(vectors - alone).max() < 1e-5
