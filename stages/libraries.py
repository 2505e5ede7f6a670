"""Code that several submissions share: pinned in each by its hash, as weights are.

DVC cannot give one submission of the template a dependency that another has not; what it tracks of a
submission beside embed.py is the `runtime:` key. A pin in there makes an edit of the library a change
of every submission that uses it, and of no other.
"""

import hashlib
import shutil
from pathlib import Path

from stages.errors import BenchmarkError, did_you_mean
from stages.files import sha256_of
from stages.schema import Library

FOLDER = "_libraries"  # below submissions/; a name that starts with `_` is no submission


def library_sha256(library: Path) -> str:
    """Return the hash of a library: of the names and the bytes of its files, in sorted order."""
    digest = hashlib.sha256()
    for path in _files(library):
        digest.update(f"{sha256_of(path)}  {path.relative_to(library).as_posix()}\n".encode())
    return digest.hexdigest()


def lend_libraries(libraries: tuple[Library, ...], folder: Path, beside: Path) -> None:
    """Copy the libraries that a submission declares beside the program that will import them.

    Parameters
    ----------
    libraries
        What `runtime.libraries` says.
    folder
        The submission, submissions/<id>.
    beside
        Where they go, one folder each.

    Raises
    ------
    BenchmarkError
        If there is no such library, or if its files are not those that are pinned.
    """
    for position, library in enumerate(libraries):
        source = folder.parent / FOLDER / library.name
        where = f"{folder / 'submission.yaml'}: runtime.libraries[{position}]"
        _require_pinned(library, source, where)
        for path in _files(source):
            copy = beside / library.name / path.relative_to(source)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, copy)


def _require_pinned(library: Library, source: Path, where: str) -> None:
    if not source.is_dir():
        known = [path.name for path in source.parent.glob("[!_.]*")]
        raise BenchmarkError(
            f"there is no library `{library.name}`{did_you_mean(library.name, known)}",
            where=where,
            fix=f"name a folder of {source.parent}, or remove the entry",
        )
    if (found := library_sha256(source)) != library.sha256:
        raise BenchmarkError(
            f"{source} has sha256 {found}; submission.yaml says {library.sha256}",
            where=f"{where}.sha256",
            fix=f"python -m stages.pin --submissions {source.parent.parent}",
        )


def _files(library: Path) -> list[Path]:
    """Return the modules and tables of a library; what Python compiled of them is none."""
    found = (path for path in library.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return sorted(found, key=lambda path: path.relative_to(library).as_posix())
