"""Weights without a known hash are told apart from weights that are not here, and are never run."""

import pytest

from stages.checkpoint import checkpoint
from stages.errors import BenchmarkError
from stages.inference import infer
from stages.submission import read_submission

RUNTIME = "{checkpoint: [{path: model.pt, url: 'https://example.org/m', sha256: unknown}]}"


def test_an_unpinned_file_is_not_fetched_and_not_run(new_submission, cells, tmp_path):
    """Even where a file of that name is there; the message says how to pin it."""
    folder, weights = new_submission(runtime=RUNTIME), tmp_path / "weights"
    weights.mkdir()
    (weights / "model.pt").write_text("anything")
    ran = infer(
        cells, read_submission(folder), folder=folder, checkpoint=weights, seed=0, permutation_seed=0
    ).error
    with pytest.raises(BenchmarkError) as fetched:
        checkpoint(submission=folder, folder=weights)
    for error in (ran, fetched.value):
        assert error.what == "weights not available: the sha256 of model.pt is unknown"
        assert error.where == f"{folder / 'submission.yaml'}: runtime.checkpoint[0].sha256"
        path = weights / "model.pt"
        expected = f"from https://example.org/m as {path}, and write what `sha256sum {path}` prints"
        assert error.fix == f"download model.pt {expected}"
