"""A dataset's controls, and nobody else, decide what its scores mean."""

import pytest

from stages.catalog import Dataset
from stages.ranking.evidence import Evaluation, Evidence
from stages.ranking.judging import judge
from stages.ranking.verdicts import Weights

WEIGHTS = Weights(biology=0.6, batch=0.4)


def evidence(facts, kind, evaluations, gap=""):
    """Return what is known on a dataset of a kind."""
    return Evidence(Dataset.model_construct(id="tiny", version=1, kind=kind), facts, evaluations, gap)


@pytest.fixture
def evaluations(scores, controls):
    """Return both controls and a submission on one dataset."""
    found = [Evaluation(name, "control", "tiny", record) for name, record in controls.items()]
    pca = scores(native={"ari": 0.5, "nmi": 0.3}, pca50={"ilisi": 0.4})
    return [*found, Evaluation("pca", "submission", "tiny", pca)]


def test_controls_have_verdicts_like_anybody(metrics, facts, evaluations):
    """Those at the ends score 0 and 1."""
    found = judge(evidence(facts, "real", evaluations), metrics, WEIGHTS)
    assert list(found.verdicts) == ["pca", "perfect", "shuffled"]
    assert {name: round(one.overall.value, 6) for name, one in found.verdicts.items()} == {
        "pca": 0.5,
        "perfect": 1.0,
        "shuffled": 0.0,
    }
    assert found.outside == ""


def test_another_submission_changes_no_verdict(metrics, facts, evaluations, scores):
    """However extreme it is."""
    extreme = Evaluation(
        "zzz", "submission", "tiny", scores("zzz", {"ari": 9.0, "nmi": -9.0}, {"ilisi": 5.0})
    )
    before = judge(evidence(facts, "real", evaluations), metrics, WEIGHTS)
    after = judge(evidence(facts, "real", [extreme, *reversed(evaluations)]), metrics, WEIGHTS)
    assert after.scales == before.scales
    assert after.verdicts["pca"].overall.value == before.verdicts["pca"].overall.value


def test_a_dataset_on_which_no_batch_metric_counts_is_outside_the_headline(
    metrics, facts, evaluations, scores
):
    """One batch: the controls have no values, and nobody has an overall score."""
    one_batch = [
        Evaluation(
            name, "control", "tiny", scores(name, {"ari": value, "nmi": value}, {"ilisi": "one batch"})
        )
        for name, value in (("shuffled", 0.0), ("perfect", 1.0))
    ]
    found = judge(evidence(facts, "real", [*one_batch, evaluations[-1]]), metrics, WEIGHTS)
    assert found.outside == "no batch metric counts on it"
    assert found.verdicts["pca"].biology.value == pytest.approx(0.4)
    assert found.verdicts["pca"].overall.reason == "no batch metric counts on this dataset"


def test_a_synthetic_dataset_is_judged_and_outside_the_headline(metrics, facts, evaluations):
    """It checks the metrics."""
    found = judge(evidence(facts, "synthetic", evaluations), metrics, WEIGHTS)
    assert found.outside == "synthetic"
    assert found.verdicts["pca"].overall.value == pytest.approx(0.5)


def test_a_dataset_on_which_nobody_was_evaluated_is_outside_the_headline_for_that_reason(metrics):
    """Also where it is synthetic: that nobody was evaluated says more."""
    gap = "control shuffled has not been scored"
    failed = [
        Evaluation("pca", "submission", "tiny", None, failure=gap),
        Evaluation("shuffled", "control", "tiny", None, failure=gap),
    ]
    found = judge(evidence(None, "synthetic", failed, gap), metrics, WEIGHTS)
    assert (found.outside, found.version) == (f"not evaluated: {gap}", 1)
    assert {verdict.overall.reason for verdict in found.verdicts.values()} == {gap}
    assert not any(scale.counts for scale in found.scales.values())
