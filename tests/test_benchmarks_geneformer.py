"""The table of Geneformer's speed shows what was measured."""

import json
from pathlib import Path

from benchmarks.geneformer import tables

ROOT = Path(__file__).parent.parent
EMBEDDING = {"ours": 6.0, "everything": 1.5, "deviation": 2e-6, "bfloat16": 9.0, "deviation_bfloat16": 1e-2}
RESULTS = {
    "machine": {"processor": "P"},
    "embedding": {"V1": EMBEDDING},
    "tokens": {"250": {"ours": 90_000.0, "upstream": 9_000.0}, "1500": {"ours": 20_000.0}},
}


def test_the_page_holds_the_tables_of_the_results():
    """Numbers in it are never typed: the benchmark writes both."""
    results = json.loads((ROOT / "benchmarks/results/geneformer.json").read_text())
    assert tables(results) in (ROOT / "docs/models.md").read_text()


def test_ratios_are_of_cells_per_second_and_what_was_not_run_says_so():
    """Upstream's tokens need a checkout of it."""
    lines = tables(RESULTS).splitlines()
    assert lines[2] == "| V1 | 6.00 | 1.50 | 4.0 | 2e-06 | 9.00 | 1e-02 |"
    assert lines[6] == "| some 250 genes each | 90,000 | 9,000 | 10.0 |"
    assert lines[7] == "| some 1500 genes each | 20,000 | not run |  |"
