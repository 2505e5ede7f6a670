"""A checkpoint of the official size, random numbers in it, from its server to its scores."""

import hashlib
import json
import shutil
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from file_server import serving
from tiny_scgpt import ARGS, parameters, reference_vectors, write_checkpoint

from scgpt.cells import Cells
from stages.checkpoint import bring, is_there
from stages.embed import embed
from stages.embeddings import read_embedding, write_embedding
from stages.files import read_json, write_h5ad
from stages.libraries import library_sha256
from stages.schema import Checkpoint
from stages.score import score

SUBMISSIONS = Path(__file__).parent.parent.parent / "submissions"
OFFICIAL = ARGS | {"embsize": 512, "nheads": 8, "d_hid": 512, "nlayers": 12}
SYMBOLS = [f"GENE{number}" for number in range(60_694)]
STAMP = {"dataset": "toy", "dataset_version": "1"}


@pytest.fixture
def served(tmp_path, monkeypatch):
    """Serve a checkpoint over HTTP, by a server that hangs up once in the middle of the weights."""
    monkeypatch.setattr("stages.patience.sleep", lambda _: None)
    write_checkpoint(tmp_path / "published", SYMBOLS, args=OFFICIAL)
    with serving() as server:
        for path in (tmp_path / "published").iterdir():
            server.files[f"/{path.name}"] = path.read_bytes()
        server.version, server.breaks, server.break_after = "1", 1, 100_000_000
        yield server


def fetched(server, folder):
    """Download the three files and return how submission.yaml declares them."""
    declared = []
    for name in ("best_model.pt", "args.json", "vocab.json"):
        content = server.files[f"/{name}"]
        keys = {"path": name, "sha256": hashlib.sha256(content).hexdigest(), "size": len(content)}
        file = Checkpoint.model_construct(url=f"{server.top}/{name}", mirrors=(), **keys)
        bring(file, folder, "submission.yaml: runtime.checkpoint[0]")
        assert is_there(file, folder)
        declared.append(keys | {"url": f"https://example.org/{name}", "size": str(len(content))})
    return declared


def stored(cells, folder):
    """Write what the pipeline prepares of the cells."""
    cells.uns = {"dataset": "toy", "dataset_version": 1}
    write_h5ad(cells, folder / "cells.h5ad")
    names, numbers = list(cells.obs_names), np.arange(cells.n_obs)
    truth = {"cell_id": names, "label": [f"type {n % 3}" for n in numbers]}
    truth |= {"batch": [f"lane {n // 3 % 2}" for n in numbers], "donor": pa.nulls(len(names), pa.string())}
    pq.write_table(pa.table(truth).replace_schema_metadata(STAMP), folder / "truth.parquet")
    write_embedding(folder / "unintegrated.parquet", names, cells.X[:, :20].toarray(), STAMP)


@pytest.mark.slow  # 205 MB of weights, and twelve layers of 512
def test_from_the_server_to_the_scores(served, new_submission, make_cells, tmp_path):
    """Resumed after a cut, checked, run confined, equal to torch's own encoder, and scored."""
    runtime = {
        "checkpoint": fetched(served, tmp_path / "weights"),
        "libraries": [{"name": name, "sha256": "0" * 64} for name in ("scgpt", "token_batches")],
    }
    assert served.ranges[:2] == [None, "bytes=100000000-"]
    folder = new_submission("from scgpt import embed\n", runtime=json.dumps(runtime))
    shutil.copytree(SUBMISSIONS / "_libraries", tmp_path / "submissions/_libraries")
    _pin(tmp_path / "submissions", folder)
    cells = make_cells(n_cells=60)
    stored(cells, tmp_path)
    files = {name: tmp_path / f"{name}.parquet" for name in ("embedding", "truth", "unintegrated")}
    embed(
        submission=folder,
        dataset="toy",
        cells=tmp_path / "cells.h5ad",
        checkpoint=tmp_path / "weights",
        seed=3,
        embedding=files["embedding"],
        run=tmp_path / "run.json",
    )
    found = read_embedding(files["embedding"])
    assert np.abs(_vectors(found, cells) - _expected(cells[:5])).max() < 1e-5
    score(
        **files,
        seed=4,
        n_draws=2,
        draw_fraction=0.5,
        max_cells=1000,
        scores=tmp_path / "scores.json",
        draws=tmp_path / "draws.json",
    )
    assert read_json(tmp_path / "scores.json")["n_dims"] == 512


def _pin(submissions, folder):
    """Write the hashes of both libraries."""
    path = folder / "submission.yaml"
    text = path.read_text()
    for name in ("scgpt", "token_batches"):
        found = library_sha256(submissions / "_libraries" / name)
        text = text.replace(f'"{name}", "sha256": "{"0" * 64}"', f'"{name}", "sha256": "{found}"')
    path.write_text(text)


def _vectors(found, cells):
    """Return the vectors of the first five cells."""
    by_id = dict(zip(found.cell_ids, found.vectors, strict=True))
    return np.stack([by_id[name] for name in cells.obs_names[:5]])


def _expected(cells):
    """Return what torch's own encoder makes of the same tokens."""
    numbers = np.arange(cells.n_vars)
    tokens = Cells(cells.X, numbers, numbers, seed=3).tokens(np.arange(cells.n_obs))
    ends = tokens.starts[1:-1]
    both = zip(np.split(tokens.genes, ends), np.split(tokens.values, ends), strict=True)
    of_cells = [(np.r_[60_695, genes], np.r_[-2.0, bins]) for genes, bins in both]
    return reference_vectors(parameters(60_697, OFFICIAL), of_cells, OFFICIAL)
