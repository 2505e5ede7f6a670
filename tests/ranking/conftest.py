"""A small registry of metrics, and records as the other stages write them."""

from dataclasses import replace

import pytest

from stages.metrics.metric import Metric
from stages.records import DatasetFacts, EvaluationScores, MetricValue, RunRecord

METRIC = Metric(
    name="ari",
    title="ARI",
    pack="tests",
    group="biology",
    ranked=True,
    low=0.0,
    high=1.0,
    low_means="",
    high_means="",
    formula="",
    source="",
    known_failure="",
    worst_control="shuffled",
    best_control="perfect",
)


@pytest.fixture
def metrics():
    """Return two biology metrics, one batch metric, and one that is reported only."""
    listed = [
        METRIC,
        replace(METRIC, name="nmi"),
        replace(METRIC, name="ilisi", group="batch"),
        replace(METRIC, name="avg_bio", ranked=False),
    ]
    return {metric.name: metric for metric in listed}


@pytest.fixture
def facts():
    """Return what prepare measured on a dataset of four cells."""
    return DatasetFacts(
        dataset="tiny",
        dataset_version=1,
        n_cells=4,
        n_genes=3,
        n_batches=2,
        n_labels=2,
        n_donors=None,
        cells_per_label={"T": 1, "B": 3},
        cells_per_batch={"1": 2, "2": 2},
        median_genes_per_cell=2.0,
        median_counts_per_cell=5.0,
        sparsity=0.25,
        cells_sha256="c",
        truth_sha256="t",
        unintegrated_sha256="u",
        warnings=("totals disagree",),
    )


def views_of(native, pca50):
    """Return views whose values are numbers, reasons, or metric values."""
    kinds = {float: MetricValue, str: MetricValue.undefined, MetricValue: lambda value: value}
    return {
        view: {name: kinds[type(value)](value) for name, value in values.items()}
        for view, values in (("native", native), ("pca50", pca50))
    }


@pytest.fixture
def scores():
    """Return a function that makes an evaluation's scores: a reason instead of a number is undefined."""

    def make(submission="pca", native=None, pca50=None, **changes):
        record = EvaluationScores(
            submission=submission,
            submission_version=1,
            dataset="tiny",
            dataset_version=1,
            benchmark_version="0.1.0",
            embedding_sha256=f"embedding of {submission}",
            truth_sha256="t",
            seed=7,
            n_cells=4,
            n_dims=2,
            views=views_of(native or {}, pca50 or {}),
        )
        return replace(record, **changes)

    return make


@pytest.fixture
def run_record():
    """Return a function that makes the record of a run."""

    def make(submission="pca", **changes):
        record = RunRecord(
            submission=submission,
            submission_version=1,
            dataset="tiny",
            dataset_version=1,
            benchmark_version="0.1.0",
            status="ok",
            reason="",
            n_cells=4,
            n_dims=2,
            embedding_sha256=f"embedding of {submission}",
            code_sha256="code",
            seed=7,
            permutation_seed=1,
            device="cpu",
            confinement="none",
            wall_s=2.0,
            cpu_s=3.0,
            peak_rss_bytes=4 << 20,
            peak_gpu_bytes=None,
            versions={"python": "3.11"},
            date="2026-01-01T00:00:00Z",
            git_commit=None,
        )
        return replace(record, **changes)

    return make


@pytest.fixture
def controls(scores):
    """Return controls that put every scale's ends at 0.2 and 0.6."""
    names = ("ari", "nmi", "ilisi", "avg_bio")
    return {
        name: scores(name, dict.fromkeys(names, value), dict.fromkeys(names, value))
        for name, value in (("shuffled", 0.2), ("perfect", 0.6))
    }
