"""Every evaluation has scores that are current, or a reason why there are none."""

from dataclasses import replace

import pytest

from stages.catalog import Dataset
from stages.errors import BenchmarkError
from stages.files import write_json
from stages.ranking.evidence import Current, Results, evidence_on, n_draws, read_facts
from stages.records import MetricValue
from stages.schema import Submission

PCA = Submission(
    id="pca",
    name="PCA",
    version="1",
    summary="s",
    track="fitted",
    dataset_context="fit",
    license="MIT",
    runtime={},
)


TINY = Dataset.model_construct(id="tiny", version=1, kind="real")


def store(results, found):
    """Write scores and their draws as the score stage does."""
    name = f"{found.submission}/tiny.json"
    write_json(found.as_json(), results.scores / name)
    write_json(found.draws_as_json(), results.draws / name)


@pytest.fixture
def results(tmp_path, scores, facts):
    """Return folders that hold a dataset's facts and one control's scores on it."""
    results = Results(*(tmp_path / name for name in ("datasets", "scores", "draws", "runs", "checks")))
    write_json(facts.as_json(), results.facts / "tiny.json")
    store(results, scores("shuffled"))
    return results


def last(results, submission=PCA, seed=7):
    """Return the evaluation of pca."""
    return evidence_on(TINY, results, {"pca": submission}, ["shuffled"], seed).evaluations[-1]


@pytest.fixture
def evaluate(results):
    """Return a function that stores a run and scores of pca, and returns its evaluation."""

    def evaluation(run, found, seed=7):
        if run is not None:
            write_json(run.as_json(), results.runs / "pca/tiny.json")
        if found is not None:
            store(results, found)
        return last(results, seed=seed)

    return evaluation


def test_current_scores_are_taken(evaluate, scores, run_record):
    """The run and the scores are there, and agree."""
    found = evaluate(run_record(), scores())
    assert (found.scores, found.run, found.failure) == (scores(), run_record(), "")
    assert (found.submission, found.kind, found.dataset) == ("pca", "submission", "tiny")


def test_a_failed_run_is_believed_over_scores_that_lie_around(evaluate, scores, run_record):
    """The last good score of a model that crashes now is not its score."""
    found = evaluate(run_record(status="failed", reason="out of memory", embedding_sha256=None), scores())
    assert (found.scores, found.failure, found.not_run) == (None, "out of memory", False)


def test_a_failed_run_without_a_reason_still_has_one(evaluate, run_record):
    """An empty reason would read like success."""
    assert evaluate(run_record(status="failed"), None).failure == "failed without a reason"


def test_a_run_that_was_not_scored_is_a_failure(evaluate, run_record):
    """Scoring broke, or was not run."""
    found = evaluate(run_record(), None)
    assert (found.scores, found.failure) == (None, "embedded, but not scored")


@pytest.mark.parametrize("stored", [True, False])
def test_without_a_run_record_there_is_no_evaluation(evaluate, scores, stored):
    """Scores whose embedding nobody vouches for are not believed."""
    found = evaluate(None, scores() if stored else None)
    assert (found.scores, found.failure, found.not_run) == (None, "has not run", True)


def test_a_run_of_an_earlier_version_is_not_this_versions_run(evaluate, scores, run_record, results):
    """Numbers of version 1 are not shown under the name of version 2."""
    evaluate(run_record(), scores())
    found = last(results, PCA.model_copy(update={"version": 2}))
    assert found.failure == "version 2 has not run; the last run is of version 1"


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"dataset_version": 2}, "scored on dataset version 2, which is now 1"),
        ({"truth_sha256": "other"}, "scored against truth other, which is now t"),
        ({"seed": 8}, "scored with seed 8, which is now 7"),
    ],
)
def test_scores_of_other_input_are_not_compared(evaluate, scores, run_record, changes, reason):
    """They are shown as missing, and do not stop the others."""
    found = evaluate(run_record(), scores(**changes))
    assert (found.scores, found.failure) == (None, reason)


def test_scores_on_other_subsamples_are_not_compared(results, evaluate, scores, run_record):
    """Differences are paired: the same cells for all."""
    drawn = {"ari": MetricValue(0.5, draws=(0.4,) * 20)}
    store(results, scores("shuffled", drawn))
    fewer = {"ari": MetricValue(0.5, draws=(0.4,) * 10)}
    found = evaluate(run_record(), scores(native=fewer))
    assert found.failure == "scored on 10 subsamples of cells, the controls on 20"
    assert evaluate(run_record(), scores(native=drawn)).failure == ""


def test_scores_of_another_embedding_are_refused(evaluate, scores, run_record):
    """The embedding was made anew and not scored: no number on the board would be its own."""
    with pytest.raises(
        BenchmarkError, match="the scores are of embedding old; the last run made new"
    ) as error:
        evaluate(run_record(embedding_sha256="new"), scores(embedding_sha256="old"))
    assert error.value.where.endswith("scores/pca/tiny.json: embedding_sha256")
    assert error.value.fix == "dvc repro submissions/pca/dvc.yaml:score@tiny"


def failures(evidence):
    """Return submission or control -> why it failed; nothing may have scores."""
    assert all(one.scores is None for one in evidence.evaluations)
    return {one.submission: one.failure for one in evidence.evaluations}


def test_without_a_control_nobody_is_evaluated(evaluate, results, scores, run_record):
    """Without anchors nothing can be scaled; what the run cost is known all the same."""
    evaluate(run_record(), scores())
    found = evidence_on(TINY, results, {"pca": PCA}, ["shuffled", "perfect"], 7)
    assert found.gap == "control perfect has not been scored"
    assert failures(found) == dict.fromkeys(("shuffled", "perfect", "pca"), found.gap)
    assert found.evaluations[-1].run == run_record()


def test_with_a_stale_control_nobody_is_evaluated(results, facts):
    """Its values would be the ends of every scale."""
    write_json(replace(facts, truth_sha256="new").as_json(), results.facts / "tiny.json")
    found = evidence_on(TINY, results, {"pca": PCA}, ["shuffled"], 7)
    assert found.gap == ("control shuffled has to be scored again: scored against truth t, which is now new")
    assert failures(found) == dict.fromkeys(("shuffled", "pca"), found.gap)


def test_without_facts_of_the_catalogs_version_nobody_is_evaluated(results):
    """They say which truth is current."""
    later = TINY.model_copy(update={"version": 2})
    found = evidence_on(later, results, {"pca": PCA}, ["shuffled"], 7)
    assert (found.facts, found.gap) == (
        None,
        "the dataset could not be prepared: there are no facts of version 2",
    )
    assert failures(found) == dict.fromkeys(("shuffled", "pca"), found.gap)


def test_facts_are_read_where_current(results, facts):
    """None, and no error, where they are missing or of another version."""
    assert read_facts(results.facts, TINY) == facts
    assert read_facts(results.facts, TINY.model_copy(update={"version": 2})) is None
    assert read_facts(results.facts, TINY.model_copy(update={"id": "lung"})) is None


def test_the_number_of_subsamples_is_that_of_the_metrics_that_were_drawn(scores, facts):
    """Metrics that were not drawn have none."""
    found = scores(native={"ari": MetricValue(0.5, draws=(0.1, None, 0.2)), "nmi": 0.5})
    assert n_draws(found) == 3
    assert n_draws(scores()) == 0
    assert Current(facts, 7).staleness(found) == ""


def test_draws_of_other_vectors_than_the_scores_are_refused(evaluate, results, scores, run_record):
    """An interval belongs to the vectors whose score it surrounds."""
    evaluate(run_record(), scores())
    write_json(scores(embedding_sha256="old").draws_as_json(), results.draws / "pca/tiny.json")
    with pytest.raises(BenchmarkError, match="the draws are of embedding old") as error:
        last(results)
    assert error.value.where.endswith("draws/pca/tiny.json: embedding_sha256")


def test_scores_without_their_draws_have_no_intervals(evaluate, results, scores, run_record):
    """The numbers are still the numbers."""
    evaluate(run_record(), scores(native={"ari": MetricValue(0.5, low=0.4, high=0.6, draws=(0.4,))}))
    (results.draws / "pca/tiny.json").unlink()
    found = last(results)
    assert found.scores.views["native"]["ari"] == MetricValue(0.5)
