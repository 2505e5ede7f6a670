"""Make an embedding from the truth: the ends of every scale."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from stages import __version__
from stages.cli import run
from stages.embeddings import read_embedding, write_embedding
from stages.errors import BenchmarkError, did_you_mean

Codes = npt.NDArray[np.intp]  # (n_cells,), 0 to the number of groups - 1
Vectors = npt.NDArray[np.float32]  # (n_cells, n_dims)
_JITTER = 0.01


def control(
    *, control: str, dataset: str, truth: Path, unintegrated: Path, seed: int, embedding: Path
) -> None:
    """Write one control of one dataset as an embedding.

    The draws depend on the seed and on the names of the control and the dataset, on nothing else.
    """
    if control not in _VECTORS:
        raise BenchmarkError(
            f"there is no control `{control}`; there are {list(_VECTORS)}{did_you_mean(control, _VECTORS)}",
            where="params.yaml: controls",
            fix="correct the name or remove it",
        )
    reference = read_embedding(unintegrated)
    answers = _in_order(pq.read_table(truth), reference.cell_ids, truth, unintegrated)
    rng = np.random.default_rng([seed, *f"{control}/{dataset}".encode()])
    vectors = _VECTORS[control](_codes(answers["label"]), _codes(answers["batch"]), reference.vectors, rng)
    metadata = {
        "submission": control,
        "submission_version": "1",
        "dataset": dataset,
        "dataset_version": reference.metadata["dataset_version"],
        "benchmark_version": __version__,
        "seed": str(seed),
        "checkpoint_sha256": "{}",
    }
    write_embedding(embedding, reference.cell_ids, vectors, metadata)


def _in_order(answers: pa.Table, cell_ids: tuple[str, ...], truth: Path, unintegrated: Path) -> pa.Table:
    """Return the truth in the order of `cell_ids`."""
    row_of = {cell_id: row for row, cell_id in enumerate(answers["cell_id"].to_pylist())}
    if row_of.keys() != set(cell_ids):
        raise BenchmarkError(
            f"{len(row_of.keys() ^ set(cell_ids)):,} cells are in only one of the two files",
            where=f"{truth} and {unintegrated}",
            fix="dvc repro prepare: both are written together",
        )
    return answers.take([row_of[cell_id] for cell_id in cell_ids])


def _codes(values: pa.ChunkedArray) -> Codes:
    """Return each cell's group as a number, groups in the order of their names."""
    return np.unique(values.to_numpy(zero_copy_only=False).astype(str), return_inverse=True)[1]


def _one_hot(codes: Codes) -> Vectors:
    return np.eye(codes.max() + 1, dtype=np.float32)[codes]


def _permuted_within(codes: Codes, vectors: Vectors, rng: np.random.Generator) -> Vectors:
    """Return the vectors, each given to a random cell of the same group."""
    source = np.arange(len(codes))
    for group in range(codes.max() + 1):
        members = np.flatnonzero(codes == group)
        source[members] = rng.permutation(members)
    return vectors[source]


def one_hot_labels(labels: Codes, _batches: Codes, _vectors: Vectors, _rng: np.random.Generator) -> Vectors:
    """Return one dimension per label."""
    return _one_hot(labels)


def one_hot_labels_jitter(
    labels: Codes, _batches: Codes, _vectors: Vectors, rng: np.random.Generator
) -> Vectors:
    """Return one dimension per label, with uniform noise of 0.01 to either side."""
    exact = _one_hot(labels)
    return exact + rng.uniform(-_JITTER, _JITTER, exact.shape).astype(np.float32)


def one_hot_batches(_labels: Codes, batches: Codes, _vectors: Vectors, _rng: np.random.Generator) -> Vectors:
    """Return one dimension per batch."""
    return _one_hot(batches)


def shuffle_global(_labels: Codes, batches: Codes, vectors: Vectors, rng: np.random.Generator) -> Vectors:
    """Return the unintegrated vectors, each given to any cell."""
    return _permuted_within(np.zeros_like(batches), vectors, rng)


def shuffle_within_batch(
    _labels: Codes, batches: Codes, vectors: Vectors, rng: np.random.Generator
) -> Vectors:
    """Return the unintegrated vectors, each given to a cell of the same batch."""
    return _permuted_within(batches, vectors, rng)


def shuffle_within_label(
    labels: Codes, _batches: Codes, vectors: Vectors, rng: np.random.Generator
) -> Vectors:
    """Return the unintegrated vectors, each given to a cell of the same label."""
    return _permuted_within(labels, vectors, rng)


_VECTORS: dict[str, Callable[[Codes, Codes, Vectors, np.random.Generator], Vectors]] = {
    "one_hot_labels": one_hot_labels,
    "one_hot_labels_jitter": one_hot_labels_jitter,
    "one_hot_batches": one_hot_batches,
    "shuffle_global": shuffle_global,
    "shuffle_within_batch": shuffle_within_batch,
    "shuffle_within_label": shuffle_within_label,
}


if __name__ == "__main__":
    run(control)
