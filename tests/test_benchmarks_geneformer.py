"""The tables of Geneformer's speed show what was measured."""

import json
from pathlib import Path

from benchmarks.geneformer import tables

ROOT = Path(__file__).parent.parent
MEASURED = {"n_cells": 8, "median_tokens": 1200.0, "float32_per_s": 6.0, "float32_share": 0.5}
MEASURED |= {"bfloat16_per_s": 9.0, "bfloat16_share": 0.25, "bfloat16_difference": 1e-2}
BESIDE = {"upstream_per_s": 1.5, "upstream_difference": 2e-6}
RESULTS = {
    "machine": {"processor": "P"},
    "devices": {
        "cpu": {"name": "CPU, one thread", "models": {"v1_10m": MEASURED | BESIDE, "v2_104m": MEASURED}}
    },
    "tokens": {"250": {"ours": 90_000.0, "upstream": 9_000.0}, "1500": {"ours": 20_000.0}},
}


def test_the_page_holds_the_tables_of_the_results():
    """Numbers in it are never typed: the benchmark writes both."""
    results = json.loads((ROOT / "benchmarks/results/geneformer.json").read_text())
    assert tables(results) in (ROOT / "docs/models.md").read_text()


def test_ratios_are_of_cells_per_second_and_what_was_not_run_says_so():
    """Upstream's numbers need a checkout of it."""
    lines = tables(RESULTS).splitlines()
    assert lines[0] == "On CPU, one thread:"
    assert lines[4] == "| V1, 6 layers | 1,200 | float32 | 6.00 | 1.50 | 4.00 | 50% | 2e-06 |"
    assert lines[5] == "| V1, 6 layers | 1,200 | bfloat16 | 9.00 | 1.50 | 6.00 | 25% | 1e-02 |"
    assert lines[6] == "| V2, 104M | 1,200 | float32 | 6.00 | not run |  | 50% |  |"
    assert lines[11] == "| some 250 genes each | 90,000 | 9,000 | 10.0 |"
    assert lines[12] == "| some 1500 genes each | 20,000 | not run |  |"
