"""The submissions as functions, and cells that have types and batches."""

import importlib.util
import sys
from dataclasses import dataclass
from pathlib import Path

import anndata as ad
import numpy as np
import pandas as pd
import pytest
import scipy.sparse as sp

SUBMISSIONS = Path(__file__).parent.parent.parent / "submissions"


@dataclass(frozen=True)
class Run:
    """What a submission is told beside the cells."""

    seed: int = 0
    device: str = "cpu"
    checkpoint: Path | None = None


@pytest.fixture
def embed(request):
    """Return `embed` of the submission that the test module is named after, given a run."""
    name = request.path.stem.removeprefix("test_")
    spec = importlib.util.spec_from_file_location(f"submission_{name}", SUBMISSIONS / name / "embed.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)

    def embedding(adata, seed=0):
        return np.asarray(module.embed(adata.copy(), Run(seed)))

    embedding.module = module
    return embedding


@pytest.fixture(scope="session")
def make_cells():
    """Return a function that makes cells of three types in two batches, half of each."""

    def make(n_cells=120, n_genes=300):
        rng = np.random.default_rng(n_cells + n_genes)
        types, batches = np.arange(n_cells) % 3, np.arange(n_cells) // 3 % 2
        base = rng.lognormal(0.0, 1.0, n_genes)
        marks = np.exp(rng.normal(0.0, 1.0, (3, n_genes)) * (rng.random((3, n_genes)) < 0.2))
        shifts = np.exp(rng.normal(0.0, 0.3, (2, n_genes)))
        counts = rng.poisson(base * marks[types] * shifts[batches]).astype(np.float32)
        obs = pd.DataFrame(
            {"batch": pd.Categorical(batches.astype(str)), "total_counts": counts.sum(axis=1)},
            index=[f"cell{number:08d}" for number in range(n_cells)],
        )
        genes = [f"GENE{number}" for number in range(n_genes)]
        var = pd.DataFrame({"symbol": genes, "ensembl_id": ""}, index=genes)
        return ad.AnnData(sp.csr_matrix(counts), obs, var)

    return make
