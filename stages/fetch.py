"""Bring a dataset as published: built in, copied, or downloaded, checked and unpacked."""

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from stages.builtin import BUILTIN
from stages.catalog import Part, Source, read_dataset
from stages.cli import run
from stages.downloads import bring, folder_of, is_there, require_pinned
from stages.errors import BenchmarkError, did_you_mean
from stages.files import sha256_of, write_h5ad
from stages.transfer import keep
from stages.unpacking import unpack
from stages.unpacking.joining import join


def fetch(*, dataset: str, catalog: Path, seed: int, raw: Path) -> None:
    """Write the dataset as published.

    Its source in the catalog says where it comes from. What is there already with the right checksum is
    not downloaded again.
    """
    source = read_dataset(catalog, dataset).source
    where = f"{catalog}: {dataset}.source"
    if source.builtin:
        _build(source.builtin, np.random.default_rng([seed, *dataset.encode()]), raw, where)
    elif source.path:
        _copy(source, source.path, raw, where)
    elif source.by_hand:
        raise BenchmarkError(
            f"this dataset is made by hand: {source.by_hand}",
            where=f"{where}.by_hand",
            fix="make the file, then set source to {path: <file>.h5ad, sha256: <checksum of the file>}",
        )
    else:
        _download(source, dataset, catalog, raw)


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
            fix="set path to a file, relative to the top of the repository",
        )
    if source.sha256 and (found := sha256_of(path)) != source.sha256:
        raise BenchmarkError(
            f"{path} has sha256 {found}; the catalog says {source.sha256}",
            where=f"{where}.sha256",
            fix="if the change is meant, raise version and set the new sha256",
        )
    unpack(source.unpack, path, raw, where)


def _download(source: Source, dataset: str, catalog: Path, raw: Path) -> None:
    where, files = f"{catalog}: {dataset}.source", source.downloads
    if source.url and source.unpack is None and source.sha256 and is_there(files[0], raw):
        return  # DVC keeps the file while this runs, so that an edit of our code downloads nothing
    paths = bring(files, folder_of(raw), where)
    pin = f"python -m stages.pin_download --dataset {dataset} --catalog {catalog} --raw {raw}"
    require_pinned(files, paths, where, pin)
    if source.parts:
        _join(source.parts, paths, raw, where)
    elif source.unpack is None:
        keep(paths[0], raw)
    else:
        unpack(source.unpack, paths[0], raw, where)


def _join(parts: Sequence[Part], paths: Sequence[Path], raw: Path, where: str) -> None:
    """Unpack every part into a folder that goes when they are joined."""
    raw.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=f".{raw.stem}-", dir=raw.parent) as scratch:
        unpacked = {part.name: Path(scratch, f"{number}.h5ad") for number, part in enumerate(parts)}
        for number, (part, path) in enumerate(zip(parts, paths, strict=True)):
            unpack(part.unpack, path, unpacked[part.name], f"{where}.parts[{number}]")
        join(unpacked, raw, where)


if __name__ == "__main__":
    run(fetch)
