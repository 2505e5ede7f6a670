"""Every submission is a row: what it says about itself, and what its runs cost."""

from stages.check_record import CheckRecord
from stages.ranking.checking import NOT_CHECKED, Checked
from stages.ranking.submission_rows import submission_row
from stages.schema import Submission

CONTENT = {
    "id": "scgpt",
    "name": "scGPT",
    "version": "2",
    "summary": "The CLS token.",
    "track": "zero-shot",
    "dataset_context": "none",
    "license": "MIT",
    "runtime": {
        "uses_batch": "false",
        "checkpoint": ({"path": "model.pt", "url": "https://example.org/model.pt", "sha256": "a" * 64},),
    },
    "authors": ({"name": "A Lab", "orcid": "0000-0002-1825-0097"}, {"name": "B Lab"}),
    "parameters": "51300000",
    "pretraining": ({"corpus": "Census", "evidence": "paper"},),
}
SCGPT = Submission.model_validate(CONTENT)


def test_a_submission_is_shown_as_declared():
    """Lists stay parallel; an ORCID that is not given is empty."""
    row = submission_row(SCGPT, [], NOT_CHECKED)
    assert (row.submission, row.name, row.version, row.track) == ("scgpt", "scGPT", 2, "zero-shot")
    assert (row.authors, row.orcids) == (("A Lab", "B Lab"), ("0000-0002-1825-0097", ""))
    assert (row.pretraining, row.pretraining_evidence) == (("Census",), ("paper",))
    assert row.checkpoint_sha256 == ("a" * 64,)
    assert (row.uses_batch, row.cost, row.superseded_by) == (False, "light", None)


def test_parameters_are_in_millions():
    """Billions do not fit into 32 bits."""
    assert submission_row(SCGPT, [], NOT_CHECKED).parameters_millions == 51.3
    small = SCGPT.model_copy(update={"parameters": None})
    assert submission_row(small, [], NOT_CHECKED).parameters_millions is None


def test_cost_is_the_median_pace_and_the_highest_peak(run_record):
    """2 s for 4 cells is 5,000 s for 10,000; failed and missing runs are counted and cost nothing."""
    runs = [
        run_record(wall_s=2.0, n_cells=4, n_dims=2),
        run_record(wall_s=8.0, n_cells=4, n_dims=3, peak_rss_bytes=9 << 20, peak_gpu_bytes=5 << 20),
        run_record(wall_s=4.0, n_cells=4),
        run_record(status="failed", wall_s=1000.0, n_dims=None, peak_rss_bytes=1 << 40),
        None,
    ]
    row = submission_row(SCGPT, runs, NOT_CHECKED)
    assert row.wall_s_per_10k_cells == 10_000
    assert (row.peak_rss_mib, row.peak_gpu_mib, row.n_dims) == (9.0, 5.0, 3)
    assert (row.n_runs_ok, row.n_runs_failed) == (3, 2)


def test_a_submission_that_never_ran_has_no_cost():
    """Null, not zero seconds."""
    row = submission_row(SCGPT, [None, None], NOT_CHECKED)
    assert (row.wall_s_per_10k_cells, row.peak_rss_mib, row.peak_gpu_mib, row.n_dims) == (
        None,
        None,
        None,
        None,
    )
    assert (row.n_runs_ok, row.n_runs_failed) == (0, 2)


def test_what_the_rehearsal_measured_is_shown():
    """Under names that say what was done; a figure that was not taken is null."""
    figures = {"measured_context": "none", "accuracy": 0.7, "destroyed_accuracy": 0.1, "one_type_shift": 0.0}
    record = CheckRecord("scgpt", 2, "code", "none", "ok", "", 0, 1e-3, figures, {})
    row = submission_row(SCGPT, [], Checked("passed", "", record))
    assert (row.checks, row.checks_reason, row.measured_context) == ("passed", "", "none")
    assert (row.recognised, row.destroyed_recognised, row.one_type_shift) == (0.7, 0.1, 0.0)
    assert (row.half_shift, row.names_worth) == (None, None)


def test_a_submission_that_was_not_rehearsed_has_no_figures():
    """It says why, and claims nothing but what it declares."""
    row = submission_row(SCGPT, [], NOT_CHECKED)
    assert (row.checks, row.checks_reason) == ("not checked", "it has not been rehearsed")
    assert (row.dataset_context, row.measured_context, row.recognised) == ("none", None, None)
