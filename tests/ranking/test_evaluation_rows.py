"""Each evaluation is a row with its scores, their intervals, and what the run cost."""

import numpy as np
import pytest

from stages.ranking.evaluation_rows import evaluation_row
from stages.ranking.evidence import Evaluation
from stages.ranking.exposure import Exposure
from stages.ranking.groups import Score
from stages.ranking.intervals import Sampling
from stages.ranking.judging import Judged
from stages.ranking.verdicts import Verdict

HALF = Sampling(seed=1, draw_fraction=0.5)
DRAWN = Score(0.5, draws=np.linspace(0.4, 0.6, 20))

SHA256 = "f" * 64  # of the embedding's file


@pytest.fixture
def row_of(facts):
    """Return a function from an evaluation and its verdict to its row."""

    def row(evaluation, verdict, outside=""):
        name = evaluation.submission
        judged = Judged(1, facts, {}, outside, {name: evaluation}, {name: verdict})
        return evaluation_row(judged, name, HALF, SHA256, Exposure("likely", "Census: accession"))

    return row


def test_scores_have_intervals_over_cells(row_of, scores, run_record):
    """Centred on the value."""
    found = row_of(
        Evaluation("pca", "submission", "tiny", scores(), run_record()), Verdict(DRAWN, Score(0.7), DRAWN)
    )
    assert (found.status, found.reason, found.in_headline) == ("ok", "", True)
    assert (found.overall_low + found.overall_high) / 2 == pytest.approx(found.overall)
    assert (found.batch, found.batch_low, found.batch_high) == (0.7, None, None)
    assert (found.exposure, found.exposure_evidence) == ("likely", "Census: accession")


def test_what_the_run_cost_is_shown(row_of, scores, run_record):
    """Seconds and MiB; no GPU is null and not zero."""
    run = run_record(peak_gpu_bytes=None)
    found = row_of(Evaluation("pca", "submission", "tiny", scores(), run), Verdict(DRAWN, DRAWN, DRAWN))
    assert (found.wall_s, found.cpu_s, found.peak_rss_mib, found.peak_gpu_mib) == (2.0, 3.0, 4.0, None)
    assert (found.device, found.confinement, found.code_sha256, found.git_commit) == (
        "cpu",
        "none",
        "code",
        None,
    )


def test_a_failed_evaluation_has_no_score_and_still_its_cost(row_of, run_record):
    """How long it took to run out of memory is worth knowing."""
    gone = Score(None, "out of memory")
    run = run_record(status="failed", reason="out of memory", peak_gpu_bytes=3 << 20)
    found = row_of(
        Evaluation("pca", "submission", "tiny", None, run, "out of memory"), Verdict(gone, gone, gone)
    )
    assert (found.status, found.reason, found.overall, found.overall_low) == (
        "failed",
        "out of memory",
        None,
        None,
    )
    assert (found.wall_s, found.peak_gpu_mib, found.n_cells) == (2.0, 3.0, None)


def test_a_score_that_is_undefined_is_no_failure(row_of, scores):
    """The evaluation ran; the group says why it has no score."""
    gone = Score(None, "ilisi: one batch")
    found = row_of(
        Evaluation("perfect", "control", "tiny", scores()), Verdict(DRAWN, gone, gone), "synthetic"
    )
    assert (found.status, found.reason, found.biology) == ("undefined", "ilisi: one batch", 0.5)
    assert (found.wall_s, found.in_headline, found.kind) == (None, False, "control")
