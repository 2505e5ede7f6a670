"""Geneformer at its official sizes with random weights: speed beside upstream's loop, and half precision.

    python -m benchmarks.geneformer
    python -m benchmarks.geneformer --upstream <checkout of ctheodoris/Geneformer>

With a checkout, `--upstream_python` names the interpreter of an environment with its requirements. CPU
seconds of one thread; seconds on the clock of a GPU where there is one. It writes the tables of
docs/models.md.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from benchmarks.machine import machine
from benchmarks.page import put_tables
from benchmarks.side_by_side import ours
from benchmarks.speed_table import speed_table
from stages.cli import run
from stages.files import read_json, write_json

_RESULTS, _PAGE = Path("benchmarks/results/geneformer.json"), Path("docs/models.md")
_MARK = "python -m benchmarks.geneformer"
_MODELS = {"v1_10m": "V1, 6 layers", "v2_104m": "V2, 104M"}


def geneformer(
    *,
    rounds: int = 3,
    upstream: Path | None = None,
    upstream_python: Path | None = None,
    results: Path = _RESULTS,
    page: Path = _PAGE,
) -> None:
    """Measure the embedding and the tokens of Geneformer, and write the table of docs/models.md.

    Parameters
    ----------
    rounds
        How often all is measured, of which the fewest seconds count.
    upstream
        A checkout of the authors' repository; without one, ours is measured alone.
    upstream_python
        Interpreter of an environment with its transformers and datasets; default: this one.
    results, page
        The file of results, and the page whose table is made from it.
    """
    checkout, python = str(upstream or ""), str(upstream_python or "")
    found = ours("benchmarks.geneformer_work", rounds=rounds, upstream=checkout, python=python)
    write_json({"machine": machine(), **found}, results)
    put_tables(tables(read_json(results)), page, _MARK)


def tables(results: Mapping[str, Any]) -> str:
    """Return the Markdown of what was measured."""
    embedding = [
        speed_table(
            device["name"],
            {_MODELS[name]: found for name, found in device["models"].items()},
            {"difference": ".0e"},
            tokens=",.0f",
        )
        for device in results["devices"].values()
    ]
    tokens = [
        "| cells tokenised per CPU second | ours | upstream | ratio |",
        "|---|--:|--:|--:|",
        *(_tokens(n_genes, results["tokens"][n_genes]) for n_genes in sorted(results["tokens"], key=int)),
    ]
    told = f"{results['machine']['processor']}, which others used too."
    return "\n\n".join([*embedding, "\n".join(tokens), told])


def _tokens(n_genes: str, found: Mapping[str, float]) -> str:
    theirs = found.get("upstream")
    beside = [f"{theirs:,.0f}", f"{found['ours'] / theirs:.1f}"] if theirs else ["not run", ""]
    return f"| some {n_genes} genes each | {found['ours']:,.0f} | {' | '.join(beside)} |"


if __name__ == "__main__":
    run(geneformer)
