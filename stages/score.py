"""Score an embedding against the truth."""

from pathlib import Path

from stages import __version__
from stages.cli import run
from stages.files import sha256_of, write_json
from stages.metrics.inputs import read_evaluation
from stages.metrics.parallel import n_cores
from stages.metrics.views import score_views
from stages.records import EvaluationScores


def score(
    *,
    embedding: Path,
    truth: Path,
    unintegrated: Path,
    seed: int,
    n_draws: int,
    draw_fraction: float,
    max_cells: int,
    scores: Path,
    draws: Path,
) -> None:
    """Write every metric of one evaluation, in both views, with its values on fixed draws of cells.

    Cells are matched by id and sorted by it: no order of rows changes a bit of the result. Of more than
    `max_cells` cells a fixed stratified subsample is scored; `n_cells` says how many were.
    """
    found = read_evaluation(embedding, truth, unintegrated).at_most(max_cells, seed=seed)
    record = EvaluationScores(
        submission=found.metadata["submission"],
        submission_version=int(found.metadata["submission_version"]),
        dataset=found.metadata["dataset"],
        dataset_version=int(found.metadata["dataset_version"]),
        benchmark_version=__version__,
        embedding_sha256=found.metadata["content_sha256"],
        truth_sha256=sha256_of(truth),
        seed=seed,
        n_cells=len(found.points),
        n_dims=found.points.shape[1],
        views=score_views(
            found.points,
            found.truth,
            seed=seed,
            n_draws=n_draws,
            draw_fraction=draw_fraction,
            n_workers=n_cores(),
        ),
    )
    write_json(record.as_json(), scores)
    write_json(record.draws_as_json(), draws)


if __name__ == "__main__":
    run(score)
