"""All submissions, read before anything runs: DVC reads their files too, and tells a slip as parsers do."""

import sys
from pathlib import Path

from stages.cli import run
from stages.errors import BenchmarkError
from stages.submission import read_submission, read_submissions, require_unchanged_pipeline


def roster(*, submissions: Path) -> None:
    """Read every submission's files; name each that says something wrong, and what to write instead.

    Raises
    ------
    BenchmarkError
        The first of them, after the others are printed.
    """
    if not submissions.is_dir():
        raise BenchmarkError(
            "there is no such folder", where=str(submissions), fix="name the one with the submissions"
        )
    errors = [error for path in sorted(submissions.glob("[!_.]*/")) if (error := _error_of(path))]
    for error in errors[1:]:
        sys.stderr.write(f"{error}\n")
    if errors:
        raise errors[0]
    sys.stdout.write(f"{len(read_submissions(submissions))} submissions are in order\n")


def _error_of(folder: Path) -> BenchmarkError | None:
    if not (folder / "submission.yaml").exists() and not any(folder.glob("*.py")):
        return None  # what is left of a submission that git has removed
    try:
        read_submission(folder)
        require_unchanged_pipeline(folder)
    except BenchmarkError as error:
        return error
    return None


if __name__ == "__main__":
    run(roster)
