"""Who stands in the ranking: submissions under their own names, controls under theirs."""

from stages.controls import Control
from stages.metrics import METRICS
from stages.ranking.checking import Checked
from stages.ranking.contenders import AVG_BIO, contenders
from stages.ranking.evidence import Evaluation
from stages.ranking.exposure import Exposure
from stages.ranking.groups import Score
from stages.ranking.judging import Judged
from stages.ranking.verdicts import Verdict
from stages.schema import Submission

RUNTIME = {"uses_batch": "true"}
PCA = Submission(
    id="pca",
    name="P C A",
    version="1",
    summary="s",
    track="fitted",
    dataset_context="fit",
    license="MIT",
    runtime=RUNTIME,
)

GRADES = {
    "tiny": "unseen",
    "pbmc": "unknown",
    "lung": "unseen",
    "a": "seen",
    "b": "seen",
    "c": "seen",
    "d": "seen",
}
SEEN = {("pca", dataset): Exposure(grade, "") for dataset, grade in GRADES.items()}


def judged(facts, outside, **found):
    """Return a dataset on which a submission and a control have been judged."""
    evaluations = {
        name: Evaluation(name, "submission" if name == "pca" else "control", "tiny", scores)
        for name, scores in found.items()
    }
    verdicts = {name: Verdict(Score(0.5), Score(0.5), Score(0.5)) for name in found}
    return Judged(1, facts, {}, outside, evaluations, verdicts)


def test_submissions_and_controls_stand_under_the_names_that_are_shown(facts, scores):
    """A control's track is control, and whether it uses the batch is not asked."""
    board = {"tiny": judged(facts, "", pca=scores(), perfect=scores("perfect"))}
    pca, perfect = contenders(board, {"pca": PCA}, {"perfect": Control("Perfect", "")}, [], {}, seen=SEEN)
    assert (pca.name, pca.kind, pca.track, pca.uses_batch) == ("P C A", "submission", "fitted", True)
    assert (perfect.name, perfect.kind, perfect.track, perfect.uses_batch) == (
        "Perfect",
        "control",
        "control",
        None,
    )


def test_datasets_of_the_headline_are_sorted_and_others_left_out(facts, scores):
    """Whatever their order in params.yaml."""
    names = {"pbmc": "", "planted": "synthetic", "lung": ""}
    board = {name: judged(facts, outside, pca=scores()) for name, outside in names.items()}
    (pca,) = contenders(board, {"pca": PCA}, {}, [], {}, seen=SEEN)
    assert list(pca.verdicts) == ["lung", "pbmc"]


def test_only_what_is_known_to_be_unseen_is_unseen(facts, scores):
    """Nobody knows about one of the two, and of what is outside the headline nobody asks."""
    names = {"pbmc": "", "planted": "synthetic", "lung": ""}
    board = {
        name: judged(facts, outside, pca=scores(), perfect=scores("perfect"))
        for name, outside in names.items()
    }
    pca, perfect = contenders(board, {"pca": PCA}, {"perfect": Control("Perfect", "")}, [], {}, seen=SEEN)
    assert pca.unseen == {"lung"}
    assert perfect.unseen == {"lung", "pbmc"}


def test_avg_bio_is_taken_as_it_is_in_the_view_of_biology(facts, scores):
    """None where it is undefined, not in the scores, or where the evaluation failed."""
    board = {
        "a": judged(facts, "", pca=scores(native={"avg_bio": 0.25}, pca50={"avg_bio": 0.75})),
        "b": judged(facts, "", pca=scores(native={"avg_bio": "one label"})),
        "c": judged(facts, "", pca=scores()),
        "d": judged(facts, "", pca=None),
    }
    assert contenders(board, {"pca": PCA}, {}, [], {}, seen=SEEN)[0].avg_bio == (0.25, None, None, None)


def test_avg_bio_is_a_metric_of_the_registry():
    """Under another name it would be null for everybody."""
    assert AVG_BIO in METRICS


def test_baselines_are_submissions_that_are_listed(facts, scores):
    """Not every fitted one, and never a control."""
    board = {"tiny": judged(facts, "", pca=scores(), perfect=scores("perfect"))}
    controls = {"perfect": Control("Perfect", "")}
    for listed, expected in ((["perfect", "pca"], [True, False]), ([], [False, False])):
        assert [
            who.baseline for who in contenders(board, {"pca": PCA}, controls, listed, {}, seen=SEEN)
        ] == expected


def test_a_submission_stands_with_what_was_measured_of_it(facts, scores):
    """A missing file is not a pass; a control is not asked."""
    board = {"tiny": judged(facts, "", pca=scores(), perfect=scores("perfect"))}
    controls = {"perfect": Control("Perfect", "")}
    pca, perfect = contenders(board, {"pca": PCA}, controls, [], {"pca": Checked("passed")}, seen=SEEN)
    assert (pca.checked.status, perfect.checked) == ("passed", None)
    (pca,) = contenders({"tiny": judged(facts, "", pca=scores())}, {"pca": PCA}, {}, [], {}, seen=SEEN)
    assert (pca.checked.status, pca.zero_shot) == ("not checked", False)
