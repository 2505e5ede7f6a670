"""Lay every embedding out on a plane, for the pictures of the site."""

from collections.abc import Iterable
from pathlib import Path

import numpy as np
import numpy.typing as npt
from sklearn.manifold import TSNE

from stages.cli import run
from stages.controls import CONTROLS
from stages.errors import BenchmarkError
from stages.layouts import LayoutRow
from stages.metrics.inputs import read_evaluation
from stages.rows import write_rows

_SIDE = 1000  # places along each side: a picture has no more
_PERPLEXITY = 30.0  # neighbours that a cell stays beside
_MAX_ITER = 500  # what moves after that is not seen


def layout(
    *, embeddings: Path, prepared: Path, datasets: list[str], seed: int, n_cells: int, table: Path
) -> None:
    """Write the places of at most `n_cells` cells of each dataset, the same cells for every submission.

    t-SNE started from the first two principal components, so that one seed gives one picture. Distances
    between groups mean nothing in it; which cells are neighbours does.
    """
    rows = [
        row
        for dataset in sorted(datasets)
        for path in _paths(embeddings, dataset)
        for row in _rows(path, prepared / dataset, seed, n_cells)
    ]
    write_rows(LayoutRow, rows, table)


def _paths(embeddings: Path, dataset: str) -> list[Path]:
    paths = [path for path in embeddings.glob(f"*/{dataset}.parquet") if path.parent.name not in CONTROLS]
    if not paths:
        raise BenchmarkError(
            "there is no embedding to lay out; expected one file per submission",
            where=f"{embeddings}/*/{dataset}.parquet",
            fix="make leaderboard",
        )
    return sorted(paths)


def _rows(path: Path, prepared: Path, seed: int, n_cells: int) -> Iterable[LayoutRow]:
    found = read_evaluation(path, prepared / "truth.parquet", prepared / "unintegrated.parquet")
    found = found.at_most(n_cells, seed=seed)
    places = _places(found.points, seed)
    # Drawn in this order: no batch and no cell type lies on top of another by name.
    for cell in np.random.default_rng(seed).permutation(len(places)):
        yield LayoutRow(
            submission=found.metadata["submission"],
            dataset=found.metadata["dataset"],
            embedding_sha256=found.metadata["content_sha256"],
            x=int(places[cell, 0]),
            y=int(places[cell, 1]),
            label=str(found.truth.label[cell]),
            batch=str(found.truth.batch[cell]),
        )


def _places(points: npt.NDArray[np.floating], seed: int) -> npt.NDArray[np.int64]:
    """Return whole numbers, shape (n_cells, 2), that fill a square without stretching it."""
    n_cells, n_dims = points.shape
    if n_cells <= 2 * _PERPLEXITY or n_dims == 1:
        flat = np.pad(points[:, :2].astype(np.float64), ((0, 0), (0, max(0, 2 - n_dims))))
    else:
        model = TSNE(init="pca", perplexity=_PERPLEXITY, max_iter=_MAX_ITER, random_state=seed, n_jobs=1)
        flat = model.fit_transform(points.astype(np.float64))
    low, reach = flat.min(axis=0), max(np.ptp(flat, axis=0).max(), np.finfo(float).tiny)
    margin = (1 - np.ptp(flat, axis=0) / reach) / 2
    places: npt.NDArray[np.int64] = np.rint(((flat - low) / reach + margin) * _SIDE).astype(np.int64)
    return places


if __name__ == "__main__":
    run(layout)
