"""A rehearsal is believed where it speaks of today's submission, and of the code that ran."""

import json
from dataclasses import replace

import pytest

from stages.check_record import CheckRecord
from stages.errors import BenchmarkError
from stages.ranking.checking import NOT_CHECKED, Checked, checked, is_zero_shot
from stages.schema import Submission

MODEL = Submission(
    id="model",
    name="Model",
    version="2",
    summary="s",
    track="zero-shot",
    dataset_context="gene_selection",
    license="MIT",
    runtime={},
)
RECORD = CheckRecord(
    "model", 2, "code", "gene_selection", "ok", "", 0, 1e-3, {"measured_context": "none"}, {}
)


@pytest.fixture
def outcome(tmp_path, run_record):
    """Return a function that writes a record and reads what it says of the model."""

    def read(record, model=MODEL, runs=None):
        (tmp_path / "model.json").write_text(json.dumps(record.as_json()))
        return checked(model, tmp_path, [run_record("model"), None] if runs is None else runs)

    return read


def test_what_was_measured_is_kept(outcome):
    """A class that is stronger than declared is a pass."""
    assert outcome(RECORD) == Checked("passed", "", RECORD)
    assert outcome(RECORD, runs=[None]).status == "passed"  # nothing has run yet


def test_a_missing_file_is_no_pass(tmp_path):
    """Nor a refusal."""
    assert checked(MODEL, tmp_path, []) == NOT_CHECKED


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"submission_version": 1}, "version 2 has not been rehearsed; the last rehearsal was of 1"),
        ({"declared_context": "none"}, "rehearsed with dataset_context none, which is now gene_selection"),
        ({"code_sha256": "other"}, "the rehearsed embed.py is not the one whose vectors are scored"),
    ],
)
def test_a_rehearsal_of_something_else_is_no_pass(outcome, changes, reason):
    """Another version, another claim, or other code than that which ran."""
    assert outcome(replace(RECORD, **changes)) == Checked("not checked", reason)


def test_a_refusal_keeps_its_reason(outcome):
    """Also where the file gives none."""
    refused = replace(RECORD, status="refused", reason="measured is fit", figures={})
    assert outcome(refused) == Checked("refused", "measured is fit", refused)
    assert outcome(replace(refused, reason="")).reason == "refused without a reason"


@pytest.mark.parametrize("figures", [{"measured_context": "fit"}, {}, {"measured_context": "fine"}])
def test_a_pass_that_its_own_figures_deny_is_refused(outcome, figures):
    """Nobody becomes zero-shot by editing one word of the file."""
    with pytest.raises(BenchmarkError, match="status is ok, and measured_context is ") as error:
        outcome(replace(RECORD, figures=figures))
    assert error.value.where.endswith("model.json: figures.measured_context")
    assert error.value.fix == "dvc repro --force submissions/model/dvc.yaml:check"


def test_a_record_of_another_submission_is_refused(outcome):
    """A copied file gives no pass."""
    with pytest.raises(BenchmarkError, match="submission is `other`; expected `model`"):
        outcome(replace(RECORD, submission="other"))


def test_zero_shot_is_declared_and_measured(outcome):
    """One of the two is not enough."""
    assert is_zero_shot(MODEL, outcome(RECORD))
    assert not is_zero_shot(MODEL, NOT_CHECKED)
    assert not is_zero_shot(MODEL, outcome(replace(RECORD, status="refused")))
    assert not is_zero_shot(MODEL.model_copy(update={"track": "fitted"}), outcome(RECORD))
