"""Bring a dataset as published: built in, copied, or downloaded and checked."""

import gzip
import shutil
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, cast

import numpy as np

from stages.builtin import BUILTIN
from stages.catalog import Source, read_dataset
from stages.cli import run
from stages.download import download
from stages.errors import BenchmarkError, did_you_mean
from stages.files import replacing, sha256_of, write_h5ad


def fetch(*, dataset: str, catalog: Path, seed: int, raw: Path) -> None:
    """Write the dataset as published.

    Its source in the catalog says where it comes from.
    """
    source = read_dataset(catalog, dataset).source
    where = f"{catalog}: {dataset}.source"
    if source.builtin:
        _build(source.builtin, np.random.default_rng([seed, *dataset.encode()]), raw, where)
    elif source.path:
        _copy(source, source.path, raw, where)
    elif source.url:
        _download(source, source.url, raw, where)
    else:
        raise BenchmarkError(
            f"this dataset is made by hand: {source.by_hand}",
            where=f"{where}.by_hand",
            fix="make the file, then set source to {path: <file>.h5ad, sha256: <checksum of the file>}",
        )


def _build(name: str, rng: np.random.Generator, raw: Path, where: str) -> None:
    if name not in BUILTIN:
        raise BenchmarkError(
            f"there is no built-in dataset `{name}`; there are {list(BUILTIN)}{did_you_mean(name, BUILTIN)}",
            where=f"{where}.builtin",
            fix="set builtin to one of them, or use path or url",
        )
    write_h5ad(BUILTIN[name](rng), raw)


def _copy(source: Source, path: Path, raw: Path, where: str) -> None:
    if not path.is_file():
        raise BenchmarkError(
            f"there is no file {path} (seen from {Path.cwd()})",
            where=f"{where}.path",
            fix="set path to an .h5ad file, relative to the top of the repository",
        )
    if source.sha256 and (found := sha256_of(path)) != source.sha256:
        raise BenchmarkError(
            f"{path} has sha256 {found}; the catalog says {source.sha256}",
            where=f"{where}.sha256",
            fix="if the change is meant, raise version and set the new sha256",
        )
    _unpack(source.unpack, path, raw, where)


def _download(source: Source, url: str, raw: Path, where: str) -> None:
    if source.sha256 is None:
        raise BenchmarkError(
            f"the sha256 of {url} is not known; a download is not believed without it",
            where=f"{where}.sha256",
            fix=f"pin it once: curl -fL {url} | sha256sum, then set sha256 in the catalog",
        )
    part = raw.with_name(f"{raw.name}.part")
    download(url, part, sha256=source.sha256, size=source.size, where=where)
    _unpack(source.unpack, part, raw, where)
    part.unlink()


def _unpack(member: str | None, packed: Path, raw: Path, where: str) -> None:
    """Write the .h5ad inside `packed` (itself, a gzip stream, or a member of a zip) to `raw`."""
    try:
        with _opened(member, packed) as stream, replacing(raw) as draft, draft.open("wb") as file:
            shutil.copyfileobj(stream, file, length=1 << 20)
    except (KeyError, zipfile.BadZipFile, gzip.BadGzipFile) as error:
        raise BenchmarkError(
            f"`{member}` cannot be unpacked: {error.args[0]}",
            where=f"{where}.unpack",
            fix="set unpack to the member of the .zip, to `gzip`, or remove it",
        ) from error


@contextmanager
def _opened(member: str | None, packed: Path) -> Iterator[IO[bytes]]:
    if member is None:
        with packed.open("rb") as stream:
            yield stream
    elif member == "gzip":
        with gzip.open(packed) as stream:
            yield cast("IO[bytes]", stream)
    else:
        with zipfile.ZipFile(packed) as archive, archive.open(member) as stream:
            yield stream


if __name__ == "__main__":
    run(fetch)
