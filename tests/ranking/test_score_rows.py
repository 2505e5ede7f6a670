"""Every metric of every evaluation is a row, with a value or the reason why there is none."""

import pytest

from stages.catalog import Dataset
from stages.ranking.evidence import Evaluation, Evidence
from stages.ranking.judging import judge
from stages.ranking.score_rows import score_rows
from stages.ranking.verdicts import Weights
from stages.records import MetricValue


@pytest.fixture
def rows_of(metrics, facts, controls):
    """Return a function from an evaluation to its rows by (view, metric)."""
    anchors = [Evaluation(name, "control", "tiny", record) for name, record in controls.items()]

    def rows(evaluation):
        evidence = Evidence(
            Dataset.model_construct(id="tiny", version=1, kind="real"), facts, [*anchors, evaluation]
        )
        judged = judge(evidence, metrics, Weights(0.6, 0.4))
        found = list(score_rows(judged, evaluation.submission, metrics))
        assert [(row.view, row.metric) for row in found] == sorted((row.view, row.metric) for row in found)
        return {(row.view, row.metric): row for row in found}

    return rows


def test_a_value_is_shown_raw_and_scaled_with_its_interval_and_provenance(rows_of, scores):
    """0.5 between 0.2 and 0.6 is 0.75."""
    record = scores(native={"ari": MetricValue(0.5, low=0.4, high=0.6)})
    row = rows_of(Evaluation("pca", "submission", "tiny", record))["native", "ari"]
    assert (row.value, row.low, row.high, row.scaled) == (0.5, 0.4, 0.6, pytest.approx(0.75))
    assert (row.status, row.reason, row.group, row.kind) == ("ok", "", "biology", "submission")
    assert (row.benchmark_version, row.submission_version, row.dataset_version) == ("0.1.0", 1, 1)
    assert (row.embedding_sha256, row.truth_sha256, row.seed) == ("embedding of pca", "t", 7)
    assert (row.n_cells, row.n_dims) == (4, 2)


def test_the_headline_is_what_counts_in_the_view_of_its_group(rows_of, scores):
    """Biology in native, batch in pca50, and what is not ranked in neither."""
    rows = rows_of(Evaluation("pca", "submission", "tiny", scores()))
    assert {key for key, row in rows.items() if row.headline} == {
        ("native", "ari"),
        ("native", "nmi"),
        ("pca50", "ilisi"),
    }
    assert rows["pca50", "ari"].counts
    assert (rows["native", "avg_bio"].counts, rows["native", "avg_bio"].counts_reason) == (
        False,
        "reported, not ranked",
    )


def test_an_undefined_value_keeps_its_reason(rows_of, scores):
    """Status undefined, no number anywhere."""
    row = rows_of(Evaluation("pca", "submission", "tiny", scores(native={"ari": "one label only"})))[
        "native", "ari"
    ]
    assert (row.status, row.reason, row.value, row.scaled) == ("undefined", "one label only", None, None)


def test_a_metric_that_is_not_in_the_scores_is_undefined(rows_of, scores):
    """It is not left out."""
    row = rows_of(Evaluation("pca", "submission", "tiny", scores()))["native", "nmi"]
    assert (row.status, row.reason) == ("undefined", "not in the scores")


def test_a_failed_evaluation_has_a_row_per_metric_with_the_reason(rows_of, run_record):
    """Failed, without a number, and never a zero."""
    run = run_record(status="failed", reason="out of memory")
    rows = rows_of(Evaluation("pca", "submission", "tiny", None, run, "out of memory"))
    assert len(rows) == 8
    for row in rows.values():
        assert (row.status, row.reason, row.value, row.scaled) == ("failed", "out of memory", None, None)
        assert (row.n_cells, row.n_dims, row.embedding_sha256, row.seed) == (None, None, None, None)
        assert row.submission_version == 1


def test_an_evaluation_that_never_ran_has_no_version(rows_of):
    """Nobody knows which version it would have been."""
    rows = rows_of(Evaluation("pca", "submission", "tiny", None, None, "has not run", not_run=True))
    assert {row.submission_version for row in rows.values()} == {None}
    assert {row.status for row in rows.values()} == {"not run"}
