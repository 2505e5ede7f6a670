"""Score an embedding against the truth."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow.parquet as pq

from stages import __version__
from stages.cli import run
from stages.embeddings import Embedding, read_embedding
from stages.errors import BenchmarkError
from stages.files import sha256_of, write_json
from stages.metrics.parallel import n_cores
from stages.metrics.views import Truth, score_views
from stages.records import EvaluationScores

_EXAMPLES = 3


def score(
    *,
    embedding: Path,
    truth: Path,
    unintegrated: Path,
    seed: int,
    n_draws: int,
    draw_fraction: float,
    scores: Path,
    draws: Path,
) -> None:
    """Write every metric of one evaluation, in both views, with its values on fixed draws of cells.

    Cells are matched by id and sorted by it: no order of rows changes a bit of the result.
    """
    answers = _read_truth(truth)
    cell_ids = sorted(answers)
    vectors = read_embedding(embedding)
    provenance = _provenance(vectors, embedding, truth)
    points = _in_order(vectors, cell_ids, embedding, truth)
    reference = _in_order(read_embedding(unintegrated), cell_ids, unintegrated, truth)
    label, batch = (np.array([answers[cell_id][part] for cell_id in cell_ids]) for part in (0, 1))
    views = score_views(
        points,
        Truth(label, batch, reference),
        seed=seed,
        n_draws=n_draws,
        draw_fraction=draw_fraction,
        n_workers=n_cores(),
    )
    record = EvaluationScores(
        submission=provenance["submission"],
        submission_version=int(provenance["submission_version"]),
        dataset=provenance["dataset"],
        dataset_version=int(provenance["dataset_version"]),
        benchmark_version=__version__,
        embedding_sha256=provenance["content_sha256"],
        truth_sha256=sha256_of(truth),
        seed=seed,
        n_cells=len(points),
        n_dims=points.shape[1],
        views=views,
    )
    write_json(record.as_json(), scores)
    write_json(record.draws_as_json(), draws)


def _read_truth(path: Path) -> dict[str, tuple[str, str]]:
    """Return label and batch of every cell."""
    table = pq.read_table(path, columns=["cell_id", "label", "batch"])
    columns = [table[name].to_pylist() for name in ("cell_id", "label", "batch")]
    return {cell_id: (label, batch) for cell_id, label, batch in zip(*columns, strict=True)}


def _provenance(vectors: Embedding, embedding: Path, truth: Path) -> dict[str, str]:
    """Return the embedding's metadata; its dataset must be the truth's."""
    found = dict(vectors.metadata)
    stamp = pq.read_schema(truth).metadata or {}
    for key in ("dataset", "dataset_version"):
        expected = stamp[key.encode()].decode()
        if found.get(key) != expected:
            raise BenchmarkError(
                f"the embedding has {key} {found.get(key)!r}; the truth has {expected!r}",
                where=f"{embedding} and {truth}: metadata",
                fix="score an embedding against the truth of its own dataset; rerun what is older",
            )
    return found


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


if __name__ == "__main__":
    run(score)
