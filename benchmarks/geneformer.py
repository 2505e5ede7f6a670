"""Geneformer beside what upstream computes, at the official sizes: cells per CPU second on one thread.

python -m benchmarks.geneformer
python -m benchmarks.geneformer --upstream <checkout of ctheodoris/Geneformer>
"""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from benchmarks.machine import machine
from benchmarks.page import put_tables
from stages.cli import run
from stages.files import read_json, write_json

_RESULTS, _PAGE = Path("benchmarks/results/geneformer.json"), Path("docs/models.md")
_LIBRARIES = "submissions/_libraries"
_MARK = "python -m benchmarks.geneformer"


def geneformer(*, upstream: Path | None = None, results: Path = _RESULTS, page: Path = _PAGE) -> None:
    """Measure the embedding and the tokens of Geneformer, and write the table of docs/models.md.

    Parameters
    ----------
    upstream
        A checkout of the authors' repository; without one, tokens are measured alone.
    results, page
        The file of results, and the page whose table is made from it.
    """
    paths = os.pathsep.join([".", _LIBRARIES])
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.geneformer_work", str(upstream or "")],
        env=os.environ | {"PYTHONPATH": paths, "OMP_NUM_THREADS": "1"},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    write_json({"machine": machine(), **json.loads(done.stdout.splitlines()[-1])}, results)
    put_tables(tables(read_json(results)), page, _MARK)


def tables(results: Mapping[str, Any]) -> str:
    """Return the Markdown of what was measured."""
    embedding = [
        "| cells per CPU s | ours | all of upstream | ratio | difference | bfloat16 | difference |",
        "|---" + "|--:" * 6 + "|",
        *(_embedding(name, found) for name, found in results["embedding"].items()),
    ]
    tokens = [
        "| cells tokenised per CPU second | ours | upstream | ratio |",
        "|---|--:|--:|--:|",
        *(_tokens(n_genes, results["tokens"][n_genes]) for n_genes in sorted(results["tokens"], key=int)),
    ]
    return "\n".join([*embedding, "", *tokens, "", f"{results['machine']['processor']}, one thread."])


def _embedding(name: str, found: Mapping[str, float]) -> str:
    cells = [
        name,
        f"{found['ours']:.2f}",
        f"{found['everything']:.2f}",
        f"{found['ours'] / found['everything']:.1f}",
        f"{found['deviation']:.0e}",
        f"{found['bfloat16']:.2f}",
        f"{found['deviation_bfloat16']:.0e}",
    ]
    return f"| {' | '.join(cells)} |"


def _tokens(n_genes: str, found: Mapping[str, float]) -> str:
    theirs = found.get("upstream")
    beside = [f"{theirs:,.0f}", f"{found['ours'] / theirs:.1f}"] if theirs else ["not run", ""]
    return f"| some {n_genes} genes each | {found['ours']:,.0f} | {' | '.join(beside)} |"


if __name__ == "__main__":
    run(geneformer)
