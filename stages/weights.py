"""Files of weights that nobody has pinned yet: said, and never run."""

from pathlib import Path

from stages.errors import BenchmarkError
from stages.schema import Checkpoint

UNKNOWN = "unknown"


def require_pinned(file: Checkpoint, folder: Path, where: str) -> None:
    """Raise BenchmarkError unless the hash of a file is known.

    Other bytes under the same name would be another model; what its authors give out without a hash
    has to be fetched and pinned by a person, once.
    """
    if file.sha256 == UNKNOWN:
        path = folder / file.path
        raise BenchmarkError(
            f"weights not available: the sha256 of {file.path} is unknown",
            where=f"{where}.sha256",
            fix=f"download {file.path} from {file.url} as {path}, and write what `sha256sum {path}` prints",
        )
