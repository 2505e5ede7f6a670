"""Every evaluation there should be: its scores, or why there are none. What is stale is not believed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from stages.catalog import Dataset
from stages.errors import BenchmarkError
from stages.ranking.reading import read_record, read_scores
from stages.records import DatasetFacts, EvaluationScores, RunRecord
from stages.schema import Submission

_SHORT = 12  # digits of a hash that people compare


@dataclass(frozen=True, slots=True)
class Evaluation:
    """A submission or control on an active dataset.

    Attributes
    ----------
    scores
        None where the evaluation failed.
    run
        What the embedding cost; None for controls, and where no run ended.
    failure
        Why there are no scores, else empty.
    """

    submission: str
    kind: Literal["submission", "control"]
    dataset: str
    scores: EvaluationScores | None
    run: RunRecord | None = None
    failure: str = ""


@dataclass(frozen=True, slots=True)
class Current:
    """What a score must have been computed from to be compared with others on its dataset."""

    facts: DatasetFacts
    seed: int
    n_draws: int | None = None  # None: not known yet, the controls are being read

    def staleness(self, scores: EvaluationScores) -> str:
        """Return how a score's input differs from today's, else empty."""
        now = self.facts
        if scores.dataset_version != now.dataset_version:
            return f"scored on dataset version {scores.dataset_version}, which is now {now.dataset_version}"
        if scores.truth_sha256 != now.truth_sha256:
            found, expected = scores.truth_sha256[:_SHORT], now.truth_sha256[:_SHORT]
            return f"scored against truth {found}, which is now {expected}"
        if scores.seed != self.seed:
            return f"scored with seed {scores.seed}, which is now {self.seed}"
        if self.n_draws is not None and n_draws(scores) not in {0, self.n_draws}:
            return f"scored on {n_draws(scores)} subsamples of cells, the controls on {self.n_draws}"
        return ""


def n_draws(scores: EvaluationScores) -> int:
    """Return on how many subsamples of cells the metrics were computed; 0 where on none."""
    return max((len(value.draws) for view in scores.views.values() for value in view.values()), default=0)


@dataclass(frozen=True, slots=True)
class Results:
    """The folders of results."""

    facts: Path
    scores: Path
    draws: Path
    runs: Path

    def scores_of(self, submission: str, dataset: str) -> EvaluationScores | None:
        """Return the scores of an evaluation, or None where there are none."""
        name = f"{submission}/{dataset}.json"
        return read_scores(self.scores / name, self.draws / name)


def read_facts(folder: Path, dataset: str, version: int) -> DatasetFacts:
    """Return the facts of an active dataset; they must be those of the catalog's version."""
    path = folder / f"{dataset}.json"
    facts = read_record(path, DatasetFacts)
    if facts is None or facts.dataset_version != version:
        found = "there are no facts" if facts is None else f"the facts are of version {facts.dataset_version}"
        raise BenchmarkError(
            f"{found}; expected those of version {version}, which is active",
            where=str(path),
            fix=f"dvc repro dvc.yaml:prepare@{dataset}",
        )
    return facts


def spare_facts(folder: Path, entry: Dataset) -> DatasetFacts | None:
    """Return the facts of a dataset that is not evaluated, if they are those of the catalog's version."""
    facts = read_record(folder / f"{entry.id}.json", DatasetFacts)
    return facts if facts and facts.dataset_version == entry.version else None


def evaluations_on(
    facts: DatasetFacts,
    results: Results,
    submissions: Mapping[str, Submission],
    controls: Iterable[str],
    seed: int,
) -> list[Evaluation]:
    """Return the evaluation of every control and submission on one dataset."""
    current = Current(facts, seed)
    anchors = [control_evaluation(results, control, current) for control in controls]
    drawn = max((n_draws(one.scores) for one in anchors if one.scores), default=0)
    current = Current(facts, seed, drawn)
    return anchors + [
        submission_evaluation(results, name, submission.version, current)
        for name, submission in submissions.items()
    ]


def control_evaluation(results: Results, control: str, current: Current) -> Evaluation:
    """Return a control's evaluation; without it no metric that it anchors could be scaled."""
    dataset = current.facts.dataset
    scores = results.scores_of(control, dataset)
    problem = "there are no scores" if scores is None else current.staleness(scores)
    if problem:
        raise BenchmarkError(
            f"control `{control}` on `{dataset}`: {problem}; expected current scores, as they fix scales",
            where=str(results.scores / control / f"{dataset}.json"),
            fix=f"dvc repro dvc.yaml:score@{control}-{dataset}",
        )
    return Evaluation(control, "control", dataset, scores)


def submission_evaluation(results: Results, submission: str, version: int, current: Current) -> Evaluation:
    """Return a submission's evaluation; what failed, or is not current, has no scores but a reason.

    Raises
    ------
    BenchmarkError
        If the scores are of another embedding than the one that the last run made.
    """
    name = f"{current.facts.dataset}.json"
    path = results.scores / submission / name
    run = read_record(results.runs / submission / name, RunRecord)
    found = None
    if not (failure := _failure_of_run(run, version)):
        found = results.scores_of(submission, current.facts.dataset)
        failure = "embedded, but not scored"
    if run is not None and found is not None:
        _require_same_embedding(run, found, path)
        failure = current.staleness(found)
    return Evaluation(
        submission, "submission", current.facts.dataset, None if failure else found, run, failure
    )


def _failure_of_run(run: RunRecord | None, version: int) -> str:
    if run is None:
        return "has not run"
    if run.submission_version != version:
        return f"version {version} has not run; the last run is of version {run.submission_version}"
    return run.reason or "failed without a reason" if run.status == "failed" else ""


def _require_same_embedding(run: RunRecord, scores: EvaluationScores, path: Path) -> None:
    if scores.embedding_sha256 != run.embedding_sha256:
        found, expected = scores.embedding_sha256[:_SHORT], str(run.embedding_sha256)[:_SHORT]
        raise BenchmarkError(
            f"the scores are of embedding {found}; the last run made {expected}",
            where=f"{path}: embedding_sha256",
            fix=f"dvc repro submissions/{run.submission}/dvc.yaml:score@{run.dataset}",
        )
