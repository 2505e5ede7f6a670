"""How far tokens and vectors are from those that upstream's own code wrote, case by case.

    python -m benchmarks.parity --golden <folder with scgpt/ and geneformer/>

The files are not part of the repository: small checkpoints, cells, and what scGPT 0.2.5, the code of
Kedzierska et al. and Geneformer at revision 05fcbeb8 made of them. It writes a table of docs/models.md.
"""

import os
import sys
import tempfile
from collections.abc import Mapping
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.machine import machine
from benchmarks.sections import write_section
from stages.cli import run
from stages.errors import BenchmarkError
from stages.files import read_json, write_json

_RESULTS, _PAGE = Path("benchmarks/results/parity.json"), Path("docs/models.md")
_TOP = Path(__file__).parents[1]
_CASES = (("pbmc", "v1"), ("wide", "v1"), ("pbmc", "v2"))


def parity(*, golden: Path, results: Path = _RESULTS, page: Path = _PAGE) -> None:
    """Compare every case of both models, and write the table.

    Parameters
    ----------
    golden
        Folder with what upstream wrote.
    results, page
        The file of results, and the page whose table is made from it.
    """
    if not golden.is_dir():
        raise BenchmarkError(
            "there is no such folder", where=str(golden), fix="name the one of upstream's files"
        )
    os.environ["FROZEN_CELLS_GOLDEN"] = str(golden.resolve())
    sys.path[:0] = [str(_TOP / name) for name in ("submissions/_libraries", "tests/submissions", "tests")]
    with Path(os.devnull).open("w") as nothing, redirect_stdout(nothing), redirect_stderr(nothing):
        cases = _scgpt(golden / "scgpt") | _geneformer(golden / "geneformer")
    write_json({"machine": machine(), "cases": cases}, results)
    write_section(page, "parity", table(read_json(results)["cases"]))


def table(cases: Mapping[str, Mapping[str, Any]]) -> str:
    """Return the Markdown of what was compared."""
    lines = ["| case | cells | tokens | largest difference | smallest cosine |", "|---|--:|---|--:|--:|"]
    for name, found in sorted(cases.items()):
        tokens = "identical" if found["tokens"] else "differ"
        apart = f"{found['difference']:.1e} | {found['cosine']:.7f}"
        lines.append(f"| {name} | {found['n_cells']:,} | {tokens} | {apart} |")
    return "\n".join(lines)


def _scgpt(folder: Path) -> dict[str, Any]:
    """Compare with what the test of upstream's files makes of them."""
    import test_scgpt_upstream as upstream  # noqa: PLC0415 - of the tests, with upstream's order of draws

    from scgpt.checkpoint import read_checkpoint  # noqa: PLC0415

    weights, found = read_checkpoint(folder / "checkpoint"), {}
    for name, case in upstream.CASES.items():
        tokens = upstream.tokens_like_upstream(case, weights)
        vectors = upstream.vectors_like_upstream(case, weights, tokens)
        same = bool(upstream.are_upstreams(name, tokens, weights))
        found[f"scGPT, {name}"] = _apart(vectors, np.load(folder / f"{name}.embedding.npy"), same=same)
    return found


def _geneformer(folder: Path) -> dict[str, Any]:
    """Compare averaged vectors and, of V2, the first token's, of both layers that upstream offers."""
    import test_geneformer as of_files  # noqa: PLC0415 - of the tests

    found = {}
    for cells, version in _CASES:
        with tempfile.TemporaryDirectory() as name:
            adata = of_files.of_upstream(cells, version, Path(name))
            tokens = of_files.tokens_of(Path(name), adata, version)
            expected = np.load(folder / f"{cells}.{version}.tokens.npz")
            same = np.array_equal(tokens.tokens, expected["input_ids"])
            same = same and np.array_equal(tokens.starts, expected["indptr"])
            for pooling, mode in (("mean", "cell"), ("cls", "cls"))[: int(version[1])]:
                for layer in (-1, 0):
                    given = {"pooling": pooling, "layer": layer}
                    vectors = of_files.embedded(Path(name), adata, int(version[1]), **given)
                    expected = np.load(folder / f"{cells}.{version}.{mode}.layer{layer}.npy")
                    case = f"Geneformer {version.upper()}, {cells}, {pooling}, layer {layer}"
                    found[case] = _apart(vectors, expected, same=same)
    return found


def _apart(vectors: np.ndarray, expected: np.ndarray, *, same: bool) -> dict[str, Any]:
    """Return the largest difference of a number and the smallest cosine; a zero vector equals itself."""
    norms = np.linalg.norm(vectors, axis=1) * np.linalg.norm(expected, axis=1)
    products = (vectors.astype(float) * expected).sum(axis=1)
    cosines = np.where(norms > 0, products / np.where(norms > 0, norms, 1), 1.0)
    apart = float(np.abs(vectors - expected).max())
    return {
        "n_cells": len(vectors),
        "tokens": same,
        "difference": apart,
        "cosine": float(cosines.min()),
    }


if __name__ == "__main__":
    run(parity)
