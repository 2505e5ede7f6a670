"""The rehearsal prints a tick per check, or one message that says what to change."""

import subprocess
import sys
from pathlib import Path

import pytest

from stages.check import check
from stages.errors import BenchmarkError
from stages.files import read_json

ROOT = Path(__file__).parent.parent
PER_CELL = "def embed(adata, run):\n    return adata.X[:, :20].toarray()\n"


def test_a_submission_that_keeps_to_everything_gets_its_ticks(new_submission, tmp_path, capsys):
    """One line per check, in the order in which they run; the figures are in a file, if one is named."""
    check(new_submission(PER_CELL, dataset_context="none"), record=tmp_path / "mymodel.json")
    record = read_json(tmp_path / "mymodel.json")
    assert (record["status"], record["figures"]["measured_context"]) == ("ok", "none")
    assert record["cost"]["wall_s"] > 0
    lines = capsys.readouterr().out.splitlines()
    assert [line[:2] for line in lines] == ["\N{CHECK MARK} "] * 12
    assert lines[0].endswith("My model, version 1, fitted")
    assert "500 x 20" in lines[3]
    assert lines[4].endswith("the same bytes")


def test_a_check_that_fails_is_the_last(new_submission, tmp_path, capsys):
    """What was printed by the submission is shown, the record says why, and then the error is raised."""
    record = tmp_path / "mymodel.json"
    with pytest.raises(BenchmarkError, match="raised ZeroDivisionError"):
        check(
            new_submission("def embed(adata, run):\n    print('so far')\n    return 1 / 0\n"), record=record
        )
    assert read_json(record)["reason"].startswith("embed.py raised ZeroDivisionError")
    assert read_json(record)["figures"] == {}
    shown = capsys.readouterr()
    assert len(shown.out.splitlines()) == 3
    assert shown.err.startswith("| so far\n| Traceback")


def test_the_command_prints_three_lines_and_fails(new_submission):
    """A person sees what is wrong, where, and what to do; a workflow sees the exit status."""
    folder = new_submission(track="zeroshot")
    done = subprocess.run(
        [sys.executable, "-m", "stages.check", folder], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert [line.split()[0] for line in done.stderr.splitlines()] == ["error:", "in", "fix"]


@pytest.mark.slow  # ten processes for each
@pytest.mark.parametrize("name", ["pca", "hvg", "hvg_pca", "harmony", "random_projection", "scvi"])
def test_the_baselines_keep_to_what_they_claim(name, capsys):
    """They are the examples that people copy."""
    check(ROOT / "submissions" / name)
    assert len(capsys.readouterr().out.splitlines()) == 12
