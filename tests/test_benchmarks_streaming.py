"""The table of memory shows what was measured of models that leave counts in their file."""

import json
from pathlib import Path

import anndata as ad
import pytest

from benchmarks.streaming import N_PER_CELL, load, peak_mib, table, write_cells

ROOT = Path(__file__).parent.parent


def test_the_page_holds_the_table_of_the_results():
    """Numbers in it are never typed: the benchmark writes both."""
    results = json.loads((ROOT / "benchmarks/results/streaming.json").read_text())
    assert table(results["cells"]) in (ROOT / "docs/models.md").read_text()


def test_memory_does_not_grow_with_the_counts():
    """Ten times as many cells need less than half of the memory that their counts would."""
    cells = json.loads((ROOT / "benchmarks/results/streaming.json").read_text())["cells"]
    few, many = cells["10000"], cells["100000"]
    for model in ("scgpt", "geneformer"):
        assert many[model] - few[model] < (many["counts_mib"] - few["counts_mib"]) / 2


@pytest.mark.parametrize("model", ["scgpt", "geneformer"])
def test_models_embed_what_is_made_for_them(model, tmp_path):
    """Every cell has its vector; the memory of the process is its own."""
    write_cells(20, tmp_path / "cells.h5ad")
    cells = ad.read_h5ad(tmp_path / "cells.h5ad", backed="r")
    assert cells.X[:].nnz == 20 * N_PER_CELL
    assert load()[model](cells).shape == (20, 16)
    assert peak_mib(lambda _: bytearray(1), tmp_path / "cells.h5ad") > 10
