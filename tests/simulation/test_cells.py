"""Simulated cells are prepared like those of a dataset."""

import anndata as ad
import numpy as np
import pytest

from stages.builtin.planted import design, draw_counts, population
from stages.embeddings import read_embedding
from stages.prepare import prepare
from stages.simulation.cells import components, truth

ENTRY = """
simulated:
  title: Simulated
  version: 1
  kind: synthetic
  organism: none
  tissue: none
  summary: Simulated cells.
  source: {path: simulated.h5ad}
  license: MIT
  citation: Nobody.
  keys: {batch_key: batch, label_key: cell_type}
"""


@pytest.fixture(scope="module")
def drawn():
    """Return 1,000 cells: what was planted, and their counts."""
    rng = np.random.default_rng(0)
    obs = design(1000, rng)
    return obs, draw_counts(obs, population(rng), rng)


def test_the_truth_is_type_batch_and_donor(drawn):
    """In the order of the cells, with the reference beside them."""
    obs, counts = drawn
    points = components(counts, 0)
    answers = truth(obs, points)
    assert list(answers.label[:3]) == list(obs["cell_type"][:3])
    assert list(answers.batch[:3]) == list(obs["batch"][:3])
    assert list(answers.donor[:3]) == list(obs["donor"][:3])
    assert answers.unintegrated is points


def test_components_are_those_that_prepare_writes(drawn, tmp_path):
    """The same cells in a file give the same reference."""
    obs, counts = drawn
    (tmp_path / "catalog.yaml").write_text(ENTRY)
    ad.AnnData(counts, obs).write_h5ad(tmp_path / "simulated.h5ad")
    outputs = {
        "cells": tmp_path / "cells.h5ad",
        "truth": tmp_path / "truth.parquet",
        "unintegrated": tmp_path / "unintegrated.parquet",
        "facts": tmp_path / "facts.json",
    }
    prepare(
        dataset="simulated",
        catalog=tmp_path / "catalog.yaml",
        raw=tmp_path / "simulated.h5ad",
        seed=3,
        **outputs,
    )
    written = read_embedding(outputs["unintegrated"])
    assert list(written.cell_ids) == list(obs.index)
    assert np.allclose(written.vectors, components(counts, 3), atol=1e-4)
