"""The tables of scGPT's speed show what was measured."""

import json
from pathlib import Path

import numpy as np
import pytest

from benchmarks.device import encoder_flops, peak_flops, timed
from benchmarks.scgpt import scgpt, table
from benchmarks.scgpt_work import made_cells
from benchmarks.side_by_side import upstream
from benchmarks.stand_ins import stand_in
from stages.errors import BenchmarkError

ROOT = Path(__file__).parent.parent
MEASURED = {"n_cells": 8, "median_tokens": 1200.0, "float32_per_s": 6.0, "float32_share": 0.5}
MEASURED |= {"bfloat16_per_s": 9.0, "bfloat16_share": 0.25, "bfloat16_difference": 1e-2}
MEASURED |= {"bfloat16_cosine": 0.999}
BESIDE = {"upstream_per_s": 1.5, "upstream_difference": 2e-6, "upstream_cosine": 1.0}
DRAWS = {"n_cells": 5, "n_seeds": 3, "median_genes": 9.0, "seeds_min_cosine": 0.5}
DRAWS |= {"seeds_median_cosine": 0.9, "cells_median_cosine": 0.2}
CASES = {"variable": MEASURED | BESIDE, "full": MEASURED}


def results(tokens, name="CPU, one thread"):
    """Return results of one device."""
    devices = {"cpu": {"name": name, "cases": CASES | {"tokens": tokens}}}
    return {"devices": devices, "machine": {"processor": "P"}, "draws": DRAWS}


def test_the_page_holds_the_table_of_the_results():
    """Speed, half precision and the spread over seeds are those of the file of results."""
    found = json.loads((ROOT / "benchmarks/results/scgpt.json").read_text())
    assert table(found) in (ROOT / "docs/models.md").read_text()


def test_upstream_is_shown_where_it_was_run():
    """A device says its name; half precision is compared with float32."""
    lines = table(results({"float32_per_s": 30_000.0, "upstream_per_s": 2_000.0}, "Some GPU")).splitlines()
    assert lines[0] == "On Some GPU:"
    beginning = "| as many genes as highly variable ones | 1200 |"
    assert lines[4] == f"{beginning} float32 | 6.00 | 1.50 | 4.00 | 50% | 2e-06 | 1.000000 |"
    assert lines[5] == f"{beginning} bfloat16 | 9.00 | 1.50 | 6.00 | 25% | 1e-02 | 0.999000 |"
    assert lines[6] == "| 1,200 tokens each | 1200 | float32 | 6.00 | not run |  | 50% |  |  |"
    assert lines[9] == "Tokens of 30,000 cells per second, 15 times upstream's 2,000."


def test_without_upstream_ours_is_shown_alone():
    """Nothing is compared with what was not run."""
    assert "Tokens of 30,000 cells per second." in table(results({"float32_per_s": 30_000.0})).splitlines()


def test_cells_that_are_not_there_are_told(tmp_path):
    """With the command that makes them."""
    with pytest.raises(BenchmarkError, match="there is no such file") as caught:
        scgpt(cells=tmp_path / "cells.h5ad")
    assert caught.value.fix == "dvc repro dvc.yaml:prepare"


@pytest.mark.parametrize("module", ["benchmarks.upstream_scgpt", "benchmarks.upstream_geneformer"])
def test_a_checkout_that_cannot_be_run_is_told(module, tmp_path):
    """With the last line of the error, and where its requirements can come from."""
    with pytest.raises(BenchmarkError, match="upstream's code ended with ModuleNotFoundError: No") as caught:
        upstream(module, str(tmp_path), tmp_path, "cpu", "")
    assert caught.value.fix.endswith("--upstream_python <environment>/bin/python")


def test_what_is_not_installed_is_stood_in_for():
    """What is installed is not."""
    assert stand_in(["json", "surely_not_installed"]) == ["surely_not_installed"]
    from surely_not_installed import Anything  # noqa: PLC0415

    assert isinstance(Anything, type)


def test_made_cells_have_no_ties():
    """So that no bin is left to chance, and upstream's vectors can be compared with."""
    cells = made_cells((20, 50), {"cpu": 100}, "cpu", share=0.1)
    assert cells.n_obs == 10
    assert all(20 <= row.nnz <= 50 for row in cells.X)
    assert all(len(set(row.data)) == row.nnz for row in cells.X)


def test_operations_are_those_of_the_matrix_products():
    """By hand: two tokens, width 3, 5 between, one layer."""
    assert encoder_flops(np.array([2]), width=3, wide=5, n_layers=1) == 2 * (8 * 9 + 4 * 15) + 4 * 3 * 4
    long = np.array([1200], dtype=np.int32)  # as the rows of a sparse matrix are counted
    assert encoder_flops(long, width=512, wide=512, n_layers=1) == 1200 * 12 * 512**2 + 4 * 512 * 1200**2


def test_the_speed_of_a_product_is_positive(monkeypatch):
    """On a processor; a GPU is measured by the same code."""
    monkeypatch.setattr("benchmarks.device._SIDE", {"cpu": 64})
    assert peak_flops("cpu", "float32") > 0
    assert timed(lambda: 3, "cpu")[1] == 3
