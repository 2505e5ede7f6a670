"""The weights of a submission: downloaded by us, outside of its process, and checked byte by byte."""

import shutil
import sys
from pathlib import Path

from stages.cli import run
from stages.download import download_from_any
from stages.errors import BenchmarkError
from stages.files import sha256_of
from stages.schema import Checkpoint
from stages.submission import read_submission
from stages.transfer import keep
from stages.weights import require_pinned

_HUB = "https://huggingface.co"
_REPLACED = "where upstream replaced the file, that is a submission of its own: new folder, new sha256"


def checkpoint(*, submission: Path, folder: Path) -> None:
    """Bring the files that `runtime.checkpoint` declares into a folder.

    What is there with the right checksum is kept; what broke off goes on where it stopped.

    Parameters
    ----------
    submission
        The folder, submissions/<id>.
    folder
        Where the weights go, data/checkpoints/<id>.
    """
    files = read_submission(submission).runtime.checkpoint
    where = f"{submission / 'submission.yaml'}: runtime.checkpoint"
    for position, file in enumerate(files):
        require_pinned(file, folder, f"{where}[{position}]")
    missing = {position: file for position, file in enumerate(files) if not is_there(file, folder)}
    require_space(list(missing.values()), folder, where)
    for position, file in missing.items():
        bring(file, folder, f"{where}[{position}]")
    sys.stdout.write(f"{folder}: {len(files)} files, {len(missing)} of them downloaded\n")


def addresses(file: Checkpoint) -> list[str]:
    """Return where a file can be had, first choice first, as addresses that a browser opens."""
    return [_opened(url) for url in (file.url, *file.mirrors)]


def is_there(file: Checkpoint, folder: Path) -> bool:
    """Return whether the folder holds the file that is meant."""
    path = folder / file.path
    return path.is_file() and sha256_of(path) == file.sha256


def require_space(files: list[Checkpoint], folder: Path, where: str) -> None:
    """Raise BenchmarkError if files of known size need more room than the disk has."""
    folder.mkdir(parents=True, exist_ok=True)
    needed = sum(file.size or 0 for file in files)
    if needed > (free := shutil.disk_usage(folder).free):
        raise BenchmarkError(
            f"the weights need {needed:,} bytes; the disk of {folder} has {free:,} left",
            where=where,
            fix="make room, or link that folder to a larger disk",
        )


def bring(file: Checkpoint, folder: Path, where: str) -> None:
    """Download a file from the first of its addresses that gives it.

    Raises
    ------
    BenchmarkError
        The error of the last address, where none does.
    """
    target = folder / file.path
    part = target.with_name(f"{target.name}.part")
    download_from_any(
        addresses(file), part, sha256=file.sha256, size=file.size, where=where, replaced=_REPLACED
    )
    keep(part, target)


def _opened(url: str) -> str:
    """Spell `hf://<organisation>/<repository>@<revision>/<file>` as the address that it stands for."""
    if not url.startswith("hf://"):
        return url
    repository, _, rest = url.removeprefix("hf://").partition("@")
    revision, _, path = rest.partition("/")
    return f"{_HUB}/{repository}/resolve/{revision}/{path}"


if __name__ == "__main__":
    run(checkpoint)
