"""Make an embedding from the truth: the ends of every scale."""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from stages import __version__
from stages.cli import run
from stages.control_vectors import VECTORS, Codes
from stages.embeddings import read_embedding, write_embedding
from stages.errors import BenchmarkError, did_you_mean


def control(
    *, control: str, dataset: str, truth: Path, unintegrated: Path, seed: int, embedding: Path
) -> None:
    """Write one control of one dataset as an embedding.

    The draws depend on the seed and on the names of the control and the dataset, on nothing else.
    """
    if control not in VECTORS:
        raise BenchmarkError(
            f"there is no control `{control}`; there are {list(VECTORS)}{did_you_mean(control, VECTORS)}",
            where="params.yaml: controls",
            fix="correct the name or remove it",
        )
    reference = read_embedding(unintegrated)
    answers = _in_order(pq.read_table(truth), reference.cell_ids, truth, unintegrated)
    rng = np.random.default_rng([seed, *f"{control}/{dataset}".encode()])
    vectors = VECTORS[control](_codes(answers["label"]), _codes(answers["batch"]), reference.vectors, rng)
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


if __name__ == "__main__":
    run(control)
