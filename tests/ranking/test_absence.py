"""A model whose weights are not here has not failed: it has not run, and the board says what brings them."""

import pytest

from stages.ranking.absence import absence, is_to_come

COMMAND = "`python -m stages.checkpoint --submission submissions/pca --folder data/checkpoints/pca`"


def reason(run, version=1, *, weights=True):
    """Return why there are no scores."""
    return absence(run, "pca", version, weights=weights)


def test_what_needs_weights_names_the_command(run_record):
    """Before the first run, after one that found none, and after one of an earlier version."""
    waiting = run_record(status="failed", reason="weights not available: there is no x; in y")
    for run, version in ((None, 1), (waiting, 1), (run_record(), 2)):
        expected = f"weights not available; {COMMAND} brings them or says where they are"
        assert reason(run, version) == expected
        assert is_to_come(run, version)


@pytest.mark.parametrize("weights", [True, False])
def test_a_run_that_failed_keeps_its_reason(run_record, weights):
    """With weights or without."""
    failed = run_record(status="failed", reason="out of memory")
    assert reason(failed, weights=weights) == "out of memory"
    assert not is_to_come(failed, 1)
    assert not reason(run_record(), weights=weights)


def test_without_weights_nothing_is_to_be_fetched(run_record):
    """It has just not run."""
    assert reason(None, weights=False) == "has not run"
    assert reason(run_record(), 2, weights=False).startswith("version 2 has not run")
