"""Which submissions this machine can run: those whose weights are here, or that have none."""

import sys
from pathlib import Path

from stages.cli import run
from stages.ranking.absence import absence
from stages.submission import read_submission
from stages.weights import UNKNOWN


def runnable(*, submissions: list[Path], checkpoints: Path) -> None:
    """Print the folders of those that can run; tell of every other how its weights are brought.

    That weights are not here is no failure: the evaluation is shown as not run, and all else goes on.
    Files of other bytes than the pinned ones count as being here, and fail where they are read.

    Parameters
    ----------
    submissions
        Folders of submissions.
    checkpoints
        Folder with one folder of weights per submission.
    """
    for folder in submissions:
        entry = read_submission(folder)
        files = entry.runtime.checkpoint
        if all(file.sha256 != UNKNOWN and (checkpoints / entry.id / file.path).is_file() for file in files):
            sys.stdout.write(f"{folder}\n")
        else:
            sys.stderr.write(f"{entry.id}: {absence(None, entry.id, entry.version, weights=True)}\n")


if __name__ == "__main__":
    run(runnable)
