"""One evaluation beside baselines: what a pull request is told, from records that agree."""

import json

import pytest

from stages.compare import compare
from stages.errors import BenchmarkError
from stages.metrics import METRICS
from stages.ranking.headline import HEADLINE_VIEW
from stages.records import EvaluationScores, MetricValue, RunRecord

NAMES = [name for name, metric in METRICS.items() if metric.ranked and metric.group in HEADLINE_VIEW]


def scores_of(submission, value, sha256="a" * 64):
    """Return scores that all have one value."""
    values = dict.fromkeys(
        METRICS, MetricValue(value) if value is not None else MetricValue.undefined("one label")
    )
    return EvaluationScores(
        submission=submission,
        submission_version=1,
        dataset="planted",
        dataset_version=1,
        benchmark_version="0.1.0",
        embedding_sha256=sha256,
        truth_sha256="b" * 64,
        seed=0,
        n_cells=3000,
        n_dims=50,
        views={"native": values, "pca50": values},
    )


RUN = RunRecord(
    submission="my_model",
    submission_version=1,
    dataset="planted",
    dataset_version=1,
    benchmark_version="0.1.0",
    status="ok",
    reason="",
    n_cells=3000,
    n_dims=50,
    embedding_sha256="a" * 64,
    code_sha256="c" * 64,
    seed=0,
    permutation_seed=0,
    device="cpu",
    confinement="bubblewrap",
    wall_s=4.2,
    cpu_s=4.0,
    peak_rss_bytes=401_000_000,
    peak_gpu_bytes=None,
    versions={},
    date="2026-01-01T00:00:00+00:00",
    git_commit=None,
)


@pytest.fixture
def evaluation(tmp_path):
    """Return the arguments of an evaluation with one baseline and one that has no value."""
    written = {"my_model": 0.5, "pca": 0.25, "hvg": None}
    for name, value in written.items():
        path = tmp_path / "scores" / name / "planted.json"
        path.parent.mkdir(parents=True)
        path.write_text(json.dumps(scores_of(name, value).as_json()))
    (tmp_path / "runs/my_model").mkdir(parents=True)
    (tmp_path / "runs/my_model/planted.json").write_text(json.dumps(RUN.as_json()))
    return {
        "submission": "my_model",
        "dataset": "planted",
        "baselines": ["pca", "hvg", "absent"],
        "scores": tmp_path / "scores",
        "runs": tmp_path / "runs",
    }


def test_each_metric_of_the_headline_has_a_row(evaluation, capsys):
    """Baselines without scores are left out, values that do not exist are told."""
    compare(**evaluation)
    printed = capsys.readouterr().out
    assert printed.startswith(
        "#### `my_model` on `planted`\n\n| metric | `my_model` | `pca` | `hvg` |\n|---|---|---|---|\n"
    )
    rows = [line for line in printed.splitlines() if line.endswith("| 0.500 | 0.250 | undefined |")]
    assert len(rows) == len(NAMES)
    assert "3,000 cells x 50 dimensions in 4 s, 401 MB at most." in printed


@pytest.mark.parametrize(("folder", "told"), [("scores", "there is no score"), ("runs", "there is no run")])
def test_an_absent_record_is_told(evaluation, folder, told):
    """The way out is the command that makes it."""
    (evaluation[folder] / "my_model/planted.json").unlink()
    with pytest.raises(BenchmarkError, match=told) as caught:
        compare(**evaluation)
    assert caught.value.fix == "dvc repro submissions/my_model/dvc.yaml:score@planted"


def test_scores_of_other_vectors_are_refused(evaluation):
    """A run record and scores that were put together are not an evaluation."""
    other = scores_of("my_model", 0.9, sha256="d" * 64)
    (evaluation["scores"] / "my_model/planted.json").write_text(json.dumps(other.as_json()))
    with pytest.raises(BenchmarkError, match=r"the run made embedding a+; the scores are of d+"):
        compare(**evaluation)


def test_scores_of_another_submission_are_refused(evaluation):
    """A machine that ran a stranger's code may send anything under any name."""
    (evaluation["scores"] / "my_model/planted.json").write_text(json.dumps(scores_of("pca", 0.9).as_json()))
    with pytest.raises(BenchmarkError, match="submission is `pca`; expected `my_model`, as the path says"):
        compare(**evaluation)


def test_a_run_without_the_confinement_that_was_asked_for_is_refused(evaluation):
    """Numbers of strangers' code count only if it was confined."""
    compare(**evaluation, confinement="bubblewrap")
    with pytest.raises(
        BenchmarkError, match="was confined by 'bubblewrap'; code of strangers needs 'gvisor'"
    ):
        compare(**evaluation, confinement="gvisor")
