"""Memory that models need for more and more cells, whose counts are left in their file.

    python -m benchmarks.streaming --sizes 10000 30000 100000

The networks are small, because they do not matter: all else is what the submissions run on the cells that the
harness opens. It writes a table of docs/models.md.
"""

import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from multiprocessing import get_context
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import anndata as ad
import numpy as np
import pandas as pd
import scipy.sparse as sp
import torch

from benchmarks.machine import machine
from benchmarks.sections import write_section
from stages.cells_file import write_blocks
from stages.cli import run
from stages.files import read_json, write_json

_RESULTS, _PAGE = Path("benchmarks/results/streaming.json"), Path("docs/models.md")
_LIBRARIES = Path(__file__).parents[1] / "submissions/_libraries"
_SIZES = (10_000, 30_000, 100_000)
_N_GENES, N_PER_CELL, _BLOCK = 3000, 150, 4000
_BYTES = 8  # of a count in memory: its value and its column
_MIB, _KIB = 1 << 20, 1 << 10
_RUN = SimpleNamespace(seed=1, device="cpu")


def streaming(*, sizes: list[int] | None = None, results: Path = _RESULTS, page: Path = _PAGE) -> None:
    """Measure the peak of a process that embeds so many cells of 150 genes each; add it to the table."""
    models = load()
    for n_cells in sizes or _SIZES:
        with tempfile.TemporaryDirectory(prefix="streaming-") as name:
            path = Path(name, "cells.h5ad")
            write_cells(n_cells, path)
            peaks = {model: peak_mib(embed, path) for model, embed in models.items()}
        known = read_json(results)["cells"] if results.exists() else {}
        found = {"counts_mib": n_cells * N_PER_CELL * _BYTES / _MIB, **peaks}
        write_json({"machine": machine(), "cells": known | {str(n_cells): found}}, results)
        write_section(page, "memory", table(read_json(results)["cells"]))


def table(cells: Mapping[str, Mapping[str, float]]) -> str:
    """Return peaks by the number of cells, few cells first."""
    lines = ["| cells | their counts in memory would be | scGPT | Geneformer |", "|--:|--:|--:|--:|"]
    for n_cells, found in sorted(cells.items(), key=lambda item: int(item[0])):
        shown = [f"{found[name]:,.0f} MiB" for name in ("counts_mib", "scgpt", "geneformer")]
        lines.append(f"| {int(n_cells):,} | {' | '.join(shown)} |")
    return "\n".join(lines)


def load() -> dict[str, Callable[[ad.AnnData], Any]]:
    """Return what embeds cells, by model: the libraries of the submissions with one or two small layers."""
    sys.path.insert(0, str(_LIBRARIES))
    from geneformer import Config, embed_cells_at_random  # noqa: PLC0415 - of the submissions
    from scgpt.cells import blocks_of, require_counts  # noqa: PLC0415
    from scgpt.embedding import cls_vectors  # noqa: PLC0415
    from scgpt.network import Sizes  # noqa: PLC0415
    from scgpt.random_weights import random_network  # noqa: PLC0415

    def scgpt(adata: ad.AnnData) -> Any:  # noqa: ANN401 - of a library without types
        require_counts(adata)
        keys = np.arange(adata.n_vars + 1)
        blocks = blocks_of(adata, keys[1:], keys, _RUN.seed)
        network, genes = random_network(_RUN.seed, Sizes(16, 2, 16, 1)), torch.rand(len(keys), 16)
        return cls_vectors(network, genes, blocks, n_cells=adata.n_obs, cls_value=-2.0)

    config = Config(_N_GENES, 16, 2, 2, 16, 512)
    return {"scgpt": scgpt, "geneformer": lambda adata: embed_cells_at_random(adata, _RUN, config)}


def peak_mib(embed: Callable[[ad.AnnData], Any], path: Path) -> float:
    """Return the most memory of a process of its own that opens the cells as the harness does."""
    context = get_context("fork")  # what is imported is there already, and counted
    reader, writer = context.Pipe(duplex=False)
    process = context.Process(target=_embed_and_tell, args=(embed, path, writer))
    process.start()
    writer.close()
    peak = reader.recv()
    process.join()
    return float(peak)


def _embed_and_tell(embed: Callable[[ad.AnnData], Any], path: Path, writer: Any) -> None:  # noqa: ANN401 - a connection
    with Path(os.devnull).open("w") as nothing:
        sys.stdout = sys.stderr = nothing
        embed(ad.read_h5ad(path, backed="r"))
    fields = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    writer.send(int(fields["VmHWM"].split()[0]) / _KIB)


def write_cells(n_cells: int, path: Path) -> None:
    """Write cells as a submission is shown them, each with counts of 150 of 3,000 genes."""
    totals = pd.DataFrame({"total_counts": 1000.0}, index=[f"cell{number:08d}" for number in range(n_cells)])
    genes = [f"GENE{number}" for number in range(_N_GENES)]
    write_blocks(_blocks(n_cells), totals, pd.DataFrame({"symbol": genes}, index=genes), path)


def _blocks(n_cells: int) -> Iterator[sp.csr_matrix]:
    rng, step = np.random.default_rng(n_cells), _N_GENES // N_PER_CELL
    for start in range(0, n_cells, _BLOCK):
        n_rows = min(_BLOCK, n_cells - start)
        columns = np.arange(0, _N_GENES, step) + rng.integers(step, size=(n_rows, N_PER_CELL))
        counts = rng.geometric(0.4, columns.size).astype(np.float32)
        starts = np.arange(0, columns.size + 1, N_PER_CELL)
        yield sp.csr_matrix((counts, columns.ravel().astype(np.int32), starts), shape=(n_rows, _N_GENES))


if __name__ == "__main__":
    torch.set_num_threads(1)
    run(streaming)
