"""The files of one evaluation of any size, made from a seed."""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from stages.embeddings import write_embedding

_N_LABELS, _N_BATCHES, _N_COMPONENTS = 12, 5, 50
_STAMP = {"dataset": "made", "dataset_version": "1", "submission": "made", "submission_version": "1"}
FILES = ("embedding", "truth", "unintegrated")


def write_cells(folder: Path, n_cells: int, n_dims: int) -> None:
    """Write an embedding, its truth and the unintegrated reference: labels overlap, batches shift."""
    rng = np.random.default_rng([n_cells, n_dims])
    label, batch = rng.integers(_N_LABELS, size=n_cells), rng.integers(_N_BATCHES, size=n_cells)
    cell_ids = [f"cell-{number:08}" for number in range(n_cells)]
    truth = {
        "cell_id": cell_ids,
        "label": [f"type {code}" for code in label],
        "batch": [f"lane {code}" for code in batch],
        "donor": pa.nulls(n_cells, pa.string()),
    }
    pq.write_table(pa.table(truth).replace_schema_metadata(_STAMP), folder / "truth.parquet")
    for name, width, shift in (("embedding", n_dims, 1.0), ("unintegrated", _N_COMPONENTS, 3.0)):
        vectors = _vectors(label, batch, width, shift, rng)
        write_embedding(folder / f"{name}.parquet", cell_ids, vectors, _STAMP)


def _vectors(
    label: np.ndarray, batch: np.ndarray, n_dims: int, shift: float, rng: np.random.Generator
) -> np.ndarray:
    centres = 4 * rng.standard_normal((_N_LABELS, n_dims)) / np.sqrt(n_dims)
    shifts = shift * rng.standard_normal((_N_BATCHES, n_dims)) / np.sqrt(n_dims)
    # Real embeddings have few strong directions and many weak ones.
    spread = np.arange(1, n_dims + 1) ** -0.5 * np.sqrt(n_dims / np.log(n_dims + 1) / 10)
    noise = rng.standard_normal((len(label), n_dims)) * spread
    return (centres[label] + shifts[batch] + noise).astype(np.float32)
