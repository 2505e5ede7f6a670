"""What is wrong with a submission is said before anything runs, for every one of them."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from stages.errors import BenchmarkError
from stages.roster import roster

ROOT = Path(__file__).parent.parent


def test_the_submissions_of_the_repository_are_in_order(capsys):
    """Otherwise nobody's `make leaderboard` would begin."""
    roster(submissions=ROOT / "submissions")
    assert capsys.readouterr().out.endswith(" submissions are in order\n")


def test_each_submission_that_is_wrong_is_named(new_submission, capsys):
    """A key without a value that YAML can read, and a pipeline of its own: both are told."""
    folder = new_submission()
    other = folder.with_name("other")
    shutil.copytree(folder, other)
    (folder / "submission.yaml").write_text("id: mymodel\n  bad: [\n")
    text = (other / "submission.yaml").read_text()
    (other / "submission.yaml").write_text(text.replace("id: mymodel", "id: other").replace("My ", "Your "))
    (other / "dvc.yaml").write_text("stages: {}\n")
    with pytest.raises(BenchmarkError) as caught:
        roster(submissions=folder.parent)
    assert caught.value.where.startswith(str(folder / "submission.yaml"))
    assert caught.value.fix
    assert "dvc.yaml differs from the template" in capsys.readouterr().err


def test_a_folder_without_its_description_is_told(new_submission):
    """A submission that somebody has just begun; what git left behind is none."""
    folder = new_submission()
    (folder.with_name("removed") / "__pycache__").mkdir(parents=True)
    (folder / "submission.yaml").unlink()
    with pytest.raises(BenchmarkError) as caught:
        roster(submissions=folder.parent)
    assert str(folder / "submission.yaml") in caught.value.where


def test_make_begins_with_it():
    """Three lines with the file and the way out, where DVC would say how its parser failed."""
    recipe = (ROOT / "Makefile").read_text().partition("\nleaderboard:")[2]
    assert recipe.splitlines()[1] == "\t@python -m stages.roster --submissions submissions"
    done = subprocess.run(
        [sys.executable, "-m", "stages.roster", "--submissions", "nowhere"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.startswith("error: there is no such folder\n  in   nowhere\n  fix  ")
