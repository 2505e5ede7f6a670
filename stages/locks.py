"""What a dvc.lock says of the files that stages wrote: path, size and MD5."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final

import yaml

from stages.errors import BenchmarkError

# Where stages may write; of these, git holds the results and DVC the data. Pages that are made are in git.
_FOLDERS: Final = (_RESULTS := "leaderboard", _DATA := "data", "build", "docs")


@dataclass(frozen=True, slots=True)
class Output:
    """A file that a stage wrote, as a lock knows it."""

    path: str
    md5: str
    size: int
    lock: Path
    stage: str

    @property
    def is_data(self) -> bool:
        """Say whether DVC holds the file, and git does not."""
        return self.path.startswith(f"{_DATA}/")

    @property
    def is_result(self) -> bool:
        """Say whether git holds the file."""
        return self.path.startswith(f"{_RESULTS}/")

    @property
    def again(self) -> str:
        """Return the command that makes the file again."""
        return f"dvc repro --force --single-item {self.lock.with_name('dvc.yaml')}:{self.stage}"


def outputs(lock: Path) -> Iterator[Output]:
    """Yield every file that a lock lists as written, sorted by path.

    Raises
    ------
    BenchmarkError
        If an output is a folder, whose files nobody could verify, or lies outside the folders that
        stages write to.
    """
    content = yaml.load(lock.read_text(), Loader=yaml.CBaseLoader)  # noqa: S506 - it makes text, lists and mappings
    found = [
        Output(item["path"], item.get("md5", ""), int(item.get("size", -1)), lock, stage)
        for stage, entry in content.get("stages", {}).items()
        for item in entry.get("outs", ())
    ]
    for output in sorted(found, key=lambda output: (output.path, output.stage)):
        _require_plain(output)
        yield output


def _require_plain(output: Output) -> None:
    parts = PurePosixPath(output.path).parts
    if output.md5.endswith(".dir"):
        what = f"{output.path} is locked as a folder; every output is one file"
    elif ".." in parts or not output.path.startswith(tuple(f"{name}/" for name in _FOLDERS)):
        what = f"{output.path} lies outside {', '.join(f'{name}/' for name in _FOLDERS)}"
    else:
        return
    raise BenchmarkError(
        what, where=f"{output.lock}: {output.stage}", fix=f"git checkout origin/main -- {output.lock}"
    )
