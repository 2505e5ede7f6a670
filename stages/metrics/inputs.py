"""The files of one evaluation, joined by cell id."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow.parquet as pq

from stages.embeddings import Embedding, read_embedding
from stages.errors import BenchmarkError
from stages.metrics.arrays import Floats
from stages.metrics.subsample import stratified
from stages.metrics.views import Truth

_EXAMPLES = 3
_PARTS = ("label", "batch", "donor")


@dataclass(frozen=True, slots=True)
class Evaluation:
    """An embedding and its truth: the same cells in the same order, sorted by id.

    Attributes
    ----------
    points
        (n_cells, n_dims) float32.
    truth
        Of the same cells.
    metadata
        The embedding's: submission, dataset, versions, content_sha256.
    """

    points: Floats
    truth: Truth
    metadata: Mapping[str, str]

    def at_most(self, n_cells: int, *, seed: int) -> "Evaluation":
        """Return so many of the cells, labels within batches in proportion; all if there are no more."""
        cells = stratified(self.truth.label, self.truth.batch, n_cells, seed=seed)
        return replace(self, points=self.points[cells], truth=self.truth.of(cells))


def read_evaluation(embedding: Path, truth: Path, unintegrated: Path) -> Evaluation:
    """Read an evaluation's three files; no order of their rows changes the result.

    Raises
    ------
    BenchmarkError
        If the embedding is one of another dataset or version, or the cells are not those of the truth.
    """
    answers = _read_truth(truth)
    cell_ids = sorted(answers)
    vectors = read_embedding(embedding)
    _check_dataset(vectors, embedding, truth)
    points = _in_order(vectors, cell_ids, embedding, truth)
    reference = _in_order(read_embedding(unintegrated), cell_ids, unintegrated, truth)
    label, batch, donor = (
        np.array([answers[cell_id][part] for cell_id in cell_ids]) for part in range(len(_PARTS))
    )
    known = None not in donor.tolist()
    return Evaluation(
        points, Truth(label, batch, reference, donor if known else None), dict(vectors.metadata)
    )


def _read_truth(path: Path) -> dict[str, tuple[str, ...]]:
    """Return label, batch and donor of every cell."""
    table = pq.read_table(path, columns=["cell_id", *_PARTS])
    columns = [table[name].to_pylist() for name in ("cell_id", *_PARTS)]
    return {cell_id: tuple(parts) for cell_id, *parts in zip(*columns, strict=True)}


def _check_dataset(vectors: Embedding, embedding: Path, truth: Path) -> None:
    stamp = pq.read_schema(truth).metadata or {}
    for key in ("dataset", "dataset_version"):
        expected, found = stamp[key.encode()].decode(), vectors.metadata.get(key)
        if found != expected:
            raise BenchmarkError(
                f"the embedding has {key} {found!r}; the truth has {expected!r}",
                where=f"{embedding} and {truth}: metadata",
                fix="score an embedding against the truth of its own dataset; rerun what is older",
            )


def _in_order(
    vectors: Embedding, cell_ids: Sequence[str], path: Path, truth: Path
) -> npt.NDArray[np.float32]:
    """Return the vectors (n_cells, n_dims) in the order of `cell_ids`, which must be the same cells."""
    row_of = {cell_id: row for row, cell_id in enumerate(vectors.cell_ids)}
    missing = [cell_id for cell_id in cell_ids if cell_id not in row_of]
    extra = sorted(row_of.keys() - set(cell_ids))
    if missing or extra:
        raise BenchmarkError(
            f"{_some(missing)} of the truth are missing and {_some(extra)} are not in it; expected the "
            f"{len(cell_ids):,} cells of the truth",
            where=f"{path}: cell_id, against {truth}",
            fix="write one row for every cell of the prepared dataset, under its own id",
        )
    return vectors.vectors[[row_of[cell_id] for cell_id in cell_ids]]


def _some(cell_ids: Sequence[str]) -> str:
    """Return the number of cells and the first few ids."""
    examples = f" ({', '.join(cell_ids[:_EXAMPLES])})" if cell_ids else ""
    return f"{len(cell_ids):,} cells{examples}"
