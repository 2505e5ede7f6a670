"""The files that make a dataset, downloaded beside it and kept, so that unpacking again costs no download."""

import hashlib
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

from stages.catalog import Download
from stages.download import download_from_any
from stages.errors import BenchmarkError
from stages.files import sha256_of
from stages.transfer import keep, length, require_space


def folder_of(raw: Path) -> Path:
    """Return where the downloads behind a raw file are kept: deleting it costs a download, never data."""
    return raw.with_name(f"{raw.stem}.downloads")


def path_of(file: Download, folder: Path) -> Path:
    """Return where a download is kept; another address is another file."""
    name = Path(urlsplit(file.url).path).name or "file"
    return folder / f"{hashlib.sha256(file.url.encode()).hexdigest()[:8]}-{name}"


def is_there(file: Download, path: Path) -> bool:
    """Return whether `path` is the file that is meant; of one that nobody pinned, whether there is one."""
    return path.is_file() and (file.sha256 is None or sha256_of(path) == file.sha256)


def bring(files: Sequence[Download], folder: Path, where: str) -> list[Path]:
    """Download what is not there yet and return the paths, in the order of `files`.

    Parameters
    ----------
    files
        What the catalog says of each; its mirrors are tried after its address.
    folder
        Where they go; what broke off is resumed there.
    where
        The catalog's entry that is named in an error.

    Raises
    ------
    BenchmarkError
        If one cannot be had, is another file than the pinned one, or the disk has no room for all.
    """
    folder.mkdir(parents=True, exist_ok=True)
    missing = [file for file in files if not is_there(file, path_of(file, folder))]
    still_to_come = sum((file.size or 0) - length(_part_of(file, folder)) for file in missing if file.size)
    require_space(still_to_come, folder, where)
    for file in missing:
        part = _part_of(file, folder)
        place = f"{where}.parts[{files.index(file)}]" if len(files) > 1 else where
        download_from_any((file.url, *file.mirrors), part, sha256=file.sha256, size=file.size, where=place)
        keep(part, path_of(file, folder))
    return [path_of(file, folder) for file in files]


def require_pinned(files: Sequence[Download], paths: Sequence[Path], where: str, command: str) -> None:
    """Raise BenchmarkError if a download has come whose checksum the catalog does not say.

    The first who downloads a file cannot check it; whoever pins what came lets everybody after him.

    Parameters
    ----------
    command
        What pins the checksums.
    """
    unknown = [(file, path) for file, path in zip(files, paths, strict=True) if file.sha256 is None]
    if not unknown:
        return
    file, path = unknown[0]
    more = f" (and {len(unknown) - 1} more)" if len(unknown) > 1 else ""
    raise BenchmarkError(
        f"the sha256 of {file.url}{more} is not known; what came has {length(path):,} bytes "
        f"and sha256 {sha256_of(path)}",
        where=f"{where}.sha256",
        fix=f"compare it with what the publisher says, then pin it: {command}",
    )


def _part_of(file: Download, folder: Path) -> Path:
    path = path_of(file, folder)
    return path.with_name(f"{path.name}.part")
