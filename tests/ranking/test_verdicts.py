"""The verdict on an evaluation takes biology from native and batch from pca50."""

import pytest

from stages.ranking.evidence import Evaluation
from stages.ranking.scaling import scales_on
from stages.ranking.verdicts import Weights, verdict

WEIGHTS = Weights(biology=0.6, batch=0.4)


@pytest.fixture
def judged(metrics, controls):
    """Return a function from scores to the verdict on them; ends are 0.2 and 0.6."""
    scales = scales_on(metrics, controls)

    def judge(scores, failure=""):
        return verdict(
            Evaluation("pca", "submission", "tiny", scores, None, failure), scales, metrics, WEIGHTS
        )

    return judge


def test_overall_is_six_tenths_biology_and_four_tenths_batch(judged, scores):
    """Biology (0.75 + 0.25) / 2 = 0.5 in native, batch 1.0 in pca50: 0.6 x 0.5 + 0.4 x 1.0 = 0.7."""
    found = judged(
        scores(
            native={"ari": 0.5, "nmi": 0.3, "ilisi": 0.0, "avg_bio": 0.0},
            pca50={"ari": 0.0, "nmi": 0.0, "ilisi": 0.6, "avg_bio": 0.0},
        )
    )
    assert found.biology.value == pytest.approx(0.5)
    assert found.batch.value == pytest.approx(1.0)
    assert found.overall.value == pytest.approx(0.7)


def test_an_undefined_group_leaves_no_overall_score(judged, scores):
    """The other group keeps its score."""
    found = judged(scores(native={"ari": 0.5, "nmi": 0.3}, pca50={"ilisi": "fewer cells than neighbours"}))
    assert found.biology.value == pytest.approx(0.5)
    assert found.batch.reason == "ilisi: fewer cells than neighbours"
    assert (found.overall.value, found.overall.reason) == (None, "ilisi: fewer cells than neighbours")


def test_a_failed_evaluation_has_no_score_and_its_reason(judged):
    """Never a zero."""
    found = judged(None, failure="out of memory")
    for score in (found.biology, found.batch, found.overall):
        assert (score.value, score.reason) == (None, "out of memory")
