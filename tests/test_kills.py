"""A stage that is killed at any moment loses nothing, leaves no half file, and ends in the same bytes."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import anndata as ad
import numpy as np
import pandas as pd
import pytest
import scipy.sparse as sp

from stages.controls import CONTROLS

ROOT = Path(__file__).parent.parent
N_CELLS, N_GENES = 90, 30
CATALOG = """
tiny:
  title: Tiny
  version: 1
  kind: real
  organism: Homo sapiens
  tissue: blood
  summary: Some cells.
  source: {path: published.h5ad}
  keys: {batch_key: tech, label_key: celltype}
  license: MIT
  citation: Nobody.
"""
SUBMISSION = """
id: mine
name: Mine
version: 1
summary: Counts.
track: fitted
dataset_context: fit
license: MIT
runtime: {}
"""
PREPARED = ["cells.h5ad", "truth.parquet", "unintegrated.parquet", "facts/tiny.json"]
TABLES = ["scores", "evaluations", "ranking", "submissions", "datasets", "draws"]


def step(module, flags, outputs, n_kills=0, **more):
    """Return a run of a stage for the program that kills."""
    words = [str(word) for flag, values in flags.items() for word in (f"--{flag}", *np.atleast_1d(values))]
    return {
        "module": f"stages.{module}",
        "words": words,
        "outputs": outputs,
        "n_kills": n_kills,
        "varies": [],
        "unlinks": False,
    } | more


def score_step(name, n_kills=0):
    """Return the scoring of an embedding."""
    outputs = [f"{kind}/{name}/tiny.json" for kind in ("scores", "draws")]
    flags = {
        "embedding": f"{name}/tiny.parquet",
        "truth": "truth.parquet",
        "unintegrated": "unintegrated.parquet",
        "seed": 1,
        "n_draws": 2,
        "draw_fraction": 0.5,
        "max_cells": 1000,
        "scores": outputs[0],
        "draws": outputs[1],
    }
    return step("score", flags, outputs, n_kills)


def steps(share):
    """Return the pipeline on a tiny dataset; every stage is killed `share` times or a little more."""
    dataset = {"dataset": "tiny", "catalog": "catalog.yaml"}
    written = dict(zip(["cells", "truth", "unintegrated", "facts"], PREPARED, strict=True))
    control = {"dataset": "tiny", "truth": "truth.parquet", "unintegrated": "unintegrated.parquet", "seed": 1}
    mine = ["mine/tiny.parquet", "runs/mine/tiny.json"]
    embed = {"submission": "submissions/mine", "dataset": "tiny", "cells": "cells.h5ad", "checkpoint": "none"}
    aggregate = {
        "submissions": "submissions",
        "catalog": "catalog.yaml",
        "corpora": ROOT / "data/corpora.yaml",
        "datasets": "tiny",
        "controls": list(CONTROLS),
        "baselines": "mine",
        "facts": "facts",
        "scores": "scores",
        "draws": "draws",
        "runs": "runs",
        "manifest": "manifest.json",
        "checks": "checks",
        "seed": 1,
        "draw_fraction": 0.5,
        "biology": 0.6,
        "batch": 0.4,
        "tables": ".",
    }
    return [
        step("fetch", dataset | {"seed": 1, "raw": "raw.h5ad"}, ["raw.h5ad"], share),
        step("prepare", dataset | {"raw": "raw.h5ad", "seed": 1} | written, PREPARED, share),
        *(
            step(
                "control",
                control | {"control": name, "embedding": f"{name}/tiny.parquet"},
                [f"{name}/tiny.parquet"],
                share if name == "one_hot_labels" else 0,
            )
            for name in CONTROLS
        ),
        *(score_step(name) for name in CONTROLS),
        step(
            "embed",
            embed | {"seed": 1, "embedding": mine[0], "run": mine[1]},
            mine,
            share - 1,
            varies=mine[1:],
            unlinks=True,
        ),
        score_step("mine", share + 1),
        step("aggregate", aggregate, [f"{table}.parquet" for table in TABLES], share + 1),
    ]


@pytest.fixture
def world(tmp_path):
    """Return a folder with a dataset as published and a submission."""
    rng = np.random.default_rng(0)
    label, batch = rng.integers(3, size=N_CELLS), rng.integers(2, size=N_CELLS)
    counts = rng.poisson(1 + 3 * (np.arange(N_GENES) % 3 == label[:, None]) + batch[:, None])
    obs = pd.DataFrame(
        {"celltype": [f"type {code}" for code in label], "tech": [f"v{code}" for code in batch]},
        index=[f"cell{number}" for number in range(N_CELLS)],
    )
    var = pd.DataFrame(index=[f"GENE{number}" for number in range(N_GENES)])
    ad.AnnData(sp.csr_matrix(counts.astype(np.float32)), obs, var).write_h5ad(tmp_path / "published.h5ad")
    (tmp_path / "catalog.yaml").write_text(CATALOG)
    shutil.copytree(ROOT / "submissions/_template", tmp_path / "submissions/_template")
    mine = tmp_path / "submissions/mine"
    mine.mkdir()
    (mine / "submission.yaml").write_text(SUBMISSION)
    (mine / "embed.py").write_text("def embed(adata, run):\n    return adata.X.toarray()\n")
    shutil.copy(ROOT / "submissions/_template/dvc.yaml", mine)
    return tmp_path


@pytest.mark.parametrize("share", [3, pytest.param(33, marks=pytest.mark.slow)], ids=["20", "200"])
def test_stages_that_are_killed_lose_nothing(world, share, fault):
    """From nothing and from a finished state; what is there is whole, and the last run ends as the first."""
    words = [sys.executable, str(ROOT / "tests/kills.py"), str(share)]
    environment = os.environ | {"PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
    # Files and no pipes: what a killed stage leaves behind for a moment would keep a pipe open.
    with (world / "reports").open("w+") as out, (world / "log").open("w+") as log:
        done = subprocess.run(
            words,
            cwd=world,
            input=json.dumps(steps(share)),
            env=environment,
            stdout=out,
            stderr=log,
            text=True,
            check=False,
        )
    assert done.returncode == 0, (world / "log").read_text()
    reports = [report for report in json.loads((world / "reports").read_text()) if report["killed"]]
    sys.stdout.writelines(f"{report}\n" for report in reports)
    assert sum(report["killed"] for report in reports) >= 6 * share
    assert {report["module"].removeprefix("stages.") for report in reports} == {
        "fetch",
        "prepare",
        "control",
        "embed",
        "score",
        "aggregate",
    }
    for report in reports:
        harm = report["unreadable"] + report["lost"] + report["different"]
        holds = "no file lost or half written; the next run ends in the same bytes"
        fault(f"`kill -9` in the middle of `{report['module']}`", holds, report["killed"], harm)
