"""Every evaluation there should be: its scores, or why there are none. What is stale is not believed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from stages.catalog import Dataset
from stages.errors import BenchmarkError
from stages.ranking.absence import absence, is_to_come
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
    not_run
        Whether nobody has run it yet, as where its weights are not available: that is no failure.
    """

    submission: str
    kind: Literal["submission", "control"]
    dataset: str
    scores: EvaluationScores | None
    run: RunRecord | None = None
    failure: str = ""
    not_run: bool = False


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
    checks: Path

    def scores_of(self, submission: str, dataset: str) -> EvaluationScores | None:
        """Return the scores of an evaluation, or None where there are none."""
        name = f"{submission}/{dataset}.json"
        return read_scores(self.scores / name, self.draws / name)


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that is known on one active dataset.

    Attributes
    ----------
    entry
        The dataset in the catalog.
    facts
        What prepare measured; None where this version of the dataset could not be prepared.
    evaluations
        Of every control and submission.
    gap
        Why nobody could be evaluated here, else empty; then every evaluation failed for this reason.
    """

    entry: Dataset
    facts: DatasetFacts | None
    evaluations: Sequence[Evaluation]
    gap: str = ""


def read_facts(folder: Path, entry: Dataset) -> DatasetFacts | None:
    """Return the facts of a dataset, or None unless they are those of the catalog's version."""
    facts = read_record(folder / f"{entry.id}.json", DatasetFacts)
    return facts if facts and facts.dataset_version == entry.version else None


def evidence_on(
    entry: Dataset,
    results: Results,
    submissions: Mapping[str, Submission],
    controls: Sequence[str],
    seed: int,
) -> Evidence:
    """Return the evaluation of every control and submission on one dataset.

    Without facts, or without current scores of a control, nothing can be compared here: every
    evaluation failed, and other datasets are as they were.
    """
    facts = read_facts(results.facts, entry)
    if facts is None:
        gap = f"the dataset could not be prepared: there are no facts of version {entry.version}"
        return Evidence(entry, None, _failed(entry, results, submissions, controls, gap), gap)
    anchors = [control_evaluation(results, control, Current(facts, seed)) for control in controls]
    if gap := "; ".join(one.failure for one in anchors if one.failure):
        return Evidence(entry, facts, _failed(entry, results, submissions, controls, gap), gap)
    current = Current(facts, seed, max((n_draws(one.scores) for one in anchors if one.scores), default=0))
    others = [
        submission_evaluation(
            results, name, submission.version, current, weights=bool(submission.runtime.checkpoint)
        )
        for name, submission in submissions.items()
    ]
    return Evidence(entry, facts, anchors + others)


def _failed(
    entry: Dataset, results: Results, submissions: Iterable[str], controls: Iterable[str], gap: str
) -> list[Evaluation]:
    """Return evaluations that all failed for one reason; what a run cost is known all the same."""
    runs = {name: read_record(results.runs / name / f"{entry.id}.json", RunRecord) for name in submissions}
    return [
        *(Evaluation(name, "control", entry.id, None, failure=gap) for name in controls),
        *(Evaluation(name, "submission", entry.id, None, run, gap) for name, run in runs.items()),
    ]


def control_evaluation(results: Results, control: str, current: Current) -> Evaluation:
    """Return a control's evaluation, without scores where they are missing or not current."""
    dataset = current.facts.dataset
    scores = results.scores_of(control, dataset)
    if scores is None:
        return Evaluation(control, "control", dataset, None, failure=f"control {control} has not been scored")
    stale = current.staleness(scores)
    failure = f"control {control} has to be scored again: {stale}" if stale else ""
    return Evaluation(control, "control", dataset, None if stale else scores, failure=failure)


def submission_evaluation(
    results: Results, submission: str, version: int, current: Current, *, weights: bool = False
) -> Evaluation:
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
    if not (failure := absence(run, submission, version, weights=weights)):
        found = results.scores_of(submission, current.facts.dataset)
        failure = "embedded, but not scored"
    if run is not None and found is not None:
        _require_same_embedding(run, found, path)
        failure = current.staleness(found)
    scores, to_come = None if failure else found, is_to_come(run, version)
    return Evaluation(submission, "submission", current.facts.dataset, scores, run, failure, to_come)


def _require_same_embedding(run: RunRecord, scores: EvaluationScores, path: Path) -> None:
    if scores.embedding_sha256 != run.embedding_sha256:
        found, expected = scores.embedding_sha256[:_SHORT], str(run.embedding_sha256)[:_SHORT]
        raise BenchmarkError(
            f"the scores are of embedding {found}; the last run made {expected}",
            where=f"{path}: embedding_sha256",
            fix=f"dvc repro submissions/{run.submission}/dvc.yaml:score@{run.dataset}",
        )
