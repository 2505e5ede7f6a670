"""What ran an embedding: versions of Python and the libraries, from the records of runs."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from stages.ranking.reading import read_record
from stages.records import RunRecord
from stages.site.board import Board

Runs = Mapping[tuple[str, str], RunRecord]  # (submission, dataset) -> its last run


@dataclass(frozen=True, slots=True)
class Environment:
    """Versions, and the datasets on which the submission ran with them."""

    places: tuple[str, ...]  # titles
    versions: tuple[tuple[str, str], ...]  # (library, version), Python first
    sha256: str  # of all that was installed


def read_runs(folder: Path) -> Runs:
    """Read the records of all runs; none where nothing was run."""
    found = (read_record(path, RunRecord) for path in sorted(folder.glob("*/*.json")))
    return {(run.submission, run.dataset): run for run in found if run}


def environments(board: Board, runs: Runs, submission: str) -> list[Environment]:
    """Return the environments behind the scores of a submission, each once.

    A run whose embedding was not the one that was scored says nothing of the score, and is left out.
    """
    places: dict[tuple[tuple[tuple[str, str], ...], str], list[str]] = {}
    for dataset in board.active:
        run = runs.get((submission, dataset.dataset))
        scored = {row.embedding_sha256 for row in board.scores.get((submission, dataset.dataset), ())}
        if run is not None and run.versions and run.embedding_sha256 in scored - {None}:
            key = (_ordered(run.versions), run.environment_sha256)
            places.setdefault(key, []).append(dataset.title)
    return [Environment(tuple(titles), *key) for key, titles in places.items()]


def _ordered(versions: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(versions.items(), key=lambda pair: (pair[0] != "python", pair[0].casefold())))
