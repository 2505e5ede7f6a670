"""What lacks its weights is told and left out; nothing else is."""

import json
import shutil
from pathlib import Path

from stages.runnable import runnable

ROOT = Path(__file__).parent.parent
FILE = {"path": "model.pt", "url": "https://example.org/model.pt", "sha256": "0" * 64}


def test_what_has_no_weights_or_has_them_can_run(new_submission, tmp_path, capsys):
    """One file that is missing is enough to be left out; the way to bring it is told."""
    folder = new_submission(runtime=json.dumps({"checkpoint": [FILE]}))
    shutil.copytree(ROOT / "submissions/pca", folder.with_name("pca"))
    given = {"submissions": [folder, folder.with_name("pca")], "checkpoints": tmp_path / "weights"}
    runnable(**given)
    told = capsys.readouterr()
    assert told.out == f"{folder.with_name('pca')}\n"
    assert told.err == (
        "mymodel: weights not available; `python -m stages.checkpoint --submission submissions/mymodel "
        "--folder data/checkpoints/mymodel` brings them or says where they are\n"
    )
    (tmp_path / "weights/mymodel").mkdir(parents=True)
    (tmp_path / "weights/mymodel/model.pt").touch()
    runnable(**given)
    assert capsys.readouterr().out == f"{folder}\n{folder.with_name('pca')}\n"


def test_weights_that_nobody_has_pinned_cannot_run(new_submission, tmp_path, capsys):
    """Even where a file of that name is there."""
    folder = new_submission(runtime=json.dumps({"checkpoint": [FILE | {"sha256": "unknown"}]}))
    (tmp_path / "weights/mymodel").mkdir(parents=True)
    (tmp_path / "weights/mymodel/model.pt").touch()
    runnable(submissions=[folder], checkpoints=tmp_path / "weights")
    assert capsys.readouterr().out == ""


def test_every_control_of_the_repository_can_run_and_every_checkpoint_is_told(tmp_path, capsys):
    """On a machine without any weights, `make leaderboard ALL=1` ends with what can be evaluated."""
    folders = sorted(path.parent for path in (ROOT / "submissions").glob("[!_]*/submission.yaml"))
    runnable(submissions=folders, checkpoints=tmp_path)
    told = capsys.readouterr()
    printed = {Path(line).name for line in told.out.splitlines()}
    assert {"pca", "scgpt_random", "geneformer_random"} <= printed
    assert {line.partition(":")[0] for line in told.err.splitlines()} == {
        path.name for path in folders
    } - printed


def test_make_runs_what_can_run():
    """The recipe asks first, so that missing weights do not make it fail."""
    makefile = (ROOT / "Makefile").read_text()
    recipe = makefile.partition("\nleaderboard:")[2].partition("\n\n")[0]
    assert "$(RUNNABLE) $$turn | sed" in recipe
    assert "\nRUNNABLE := python -m stages.runnable --checkpoints data/checkpoints " in makefile
