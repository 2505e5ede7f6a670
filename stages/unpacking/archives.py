"""Files inside archives."""

import gzip
import shutil
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, cast

from stages.errors import BenchmarkError, did_you_mean
from stages.transfer import require_space

_BROKEN = (zipfile.BadZipFile, tarfile.TarError, gzip.BadGzipFile, EOFError, zlib.error)


def copy_out(member: str | None, packed: Path, target: Path, where: str) -> None:
    """Write a member of an archive, the content of a gzip stream, or (None) the file itself.

    Raises
    ------
    BenchmarkError
        If it is no archive, has no such member, is cut short, or the disk has no room.
    """
    with _telling(member, packed, where), _opened(member, packed, where) as stream, target.open("wb") as file:
        shutil.copyfileobj(stream, file, length=1 << 20)


def members(packed: Path, where: str) -> list[str]:
    """Return the names of the files in a .zip or .tar, sorted."""
    with _telling("", packed, where):
        return sorted(_sizes(packed))


@contextmanager
def member_of(name: str, packed: Path, where: str) -> Iterator[IO[bytes]]:
    """Yield the bytes of a file in a .zip or .tar; one that ends in .gz is decompressed."""
    with _telling(name, packed, where), _opened(name, packed, where) as stream:
        if not name.endswith(".gz"):
            yield stream
            return
        with gzip.open(stream) as text:
            yield cast("IO[bytes]", text)


@contextmanager
def _telling(member: str | None, packed: Path, where: str) -> Iterator[None]:
    try:
        yield
    except _BROKEN as error:
        raise BenchmarkError(
            f"{packed.name} cannot be unpacked as `{member or 'an archive'}`: {error}",
            where=f"{where}.unpack",
            fix="set unpack to a member of the .zip or .tar, `gzip`, `10x_mtx` or `10x_h5`, or remove it",
        ) from error


@contextmanager
def _opened(member: str | None, packed: Path, where: str) -> Iterator[IO[bytes]]:
    if member is None:
        with packed.open("rb") as stream:
            yield stream
        return
    if member == "gzip":
        with gzip.open(packed) as stream:
            yield cast("IO[bytes]", stream)
        return
    sizes = _sizes(packed)
    if member not in sizes:
        raise BenchmarkError(
            f"{packed.name} has no file `{member}`; it has {sorted(sizes)[:10]}{did_you_mean(member, sizes)}",
            where=f"{where}.unpack",
            fix="set unpack to one of those",
        )
    require_space(sizes[member], packed.parent, where)
    with _member(member, packed) as stream:
        yield stream


def _sizes(packed: Path) -> dict[str, int]:
    """Return file -> bytes of an archive; raises tarfile.TarError where it is neither .zip nor .tar."""
    if zipfile.is_zipfile(packed):
        with zipfile.ZipFile(packed) as archive:
            return {entry.filename: entry.file_size for entry in archive.infolist() if not entry.is_dir()}
    with tarfile.open(packed) as tar:
        return {entry.name: entry.size for entry in tar if entry.isfile()}


@contextmanager
def _member(name: str, packed: Path) -> Iterator[IO[bytes]]:
    if zipfile.is_zipfile(packed):
        with zipfile.ZipFile(packed) as archive, archive.open(name) as stream:
            yield stream
        return
    with tarfile.open(packed) as tar:
        found = tar.extractfile(name)
        assert found  # `_sizes` lists regular files only
        with found:
            yield found
