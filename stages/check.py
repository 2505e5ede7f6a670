"""Rehearsal of a submission for its author: a tick per check, or one message that says what to change."""

import sys
from pathlib import Path

from stages.cli import run
from stages.rehearsal import CHECKS, Rehearsal
from stages.submission import read_submission, require_unchanged_pipeline


def check(submission: Path, *, checkpoint: Path | None = None, seed: int = 0) -> None:
    """Try a submission on 200 cells that come with the environment.

    Parameters
    ----------
    submission
        The folder, submissions/<id>.
    checkpoint
        Folder with its weights; data/checkpoints/<id> if left out.
    seed
        Seed of the choice of cells and of the submission.
    """
    entry = read_submission(submission)
    _tick("submission.yaml follows the schema", f"{entry.name}, version {entry.version}, {entry.track}")
    require_unchanged_pipeline(submission)
    _tick("dvc.yaml is the template", "and nothing but embed.py is beside it")
    weights = checkpoint or Path("data/checkpoints") / entry.id
    rehearsal = Rehearsal(entry, submission, weights, seed)
    for title, keeps_to in CHECKS.items():
        outcome = keeps_to(rehearsal)
        _tick(title, outcome.detail, mark="\N{CHECK MARK}" if outcome.tried else "-")


def _tick(title: str, detail: str, mark: str = "\N{CHECK MARK}") -> None:
    sys.stdout.write(f"{mark} {title}: {detail}\n")
    sys.stdout.flush()  # the next check may take a while


if __name__ == "__main__":
    run(check)
