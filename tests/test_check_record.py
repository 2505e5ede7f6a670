"""The record of a rehearsal is read as it was written."""

import json

from stages.check_record import CheckRecord

FIGURES = {"measured_context": "none", "n_dims": 20, "singly_shift": None}
RECORD = CheckRecord("pca", 1, "code", "none", "ok", "", 0, 1e-3, FIGURES, {"wall_s": 2.5})


def test_a_record_is_read_as_it_was_written():
    """Through JSON and back."""
    assert CheckRecord.from_json(json.loads(json.dumps(RECORD.as_json()))) == RECORD


def test_figures_are_numbers_or_nothing():
    """What was not measured has no number, and a word is none."""
    assert RECORD.measured_context == "none"
    assert (RECORD.number("n_dims"), RECORD.number("singly_shift"), RECORD.number("half_shift")) == (
        20,
        None,
        None,
    )
    assert RECORD.number("measured_context") is None
    refused = CheckRecord("pca", 1, "code", "none", "refused", "no", 0, 1e-3, {}, {})
    assert refused.measured_context is None
