"""Write the checksum of a dataset's first download into the catalog: everybody after is held to it."""

import re
import sys
from pathlib import Path

from stages.catalog import Download, read_dataset
from stages.cli import run
from stages.downloads import bring, folder_of
from stages.errors import BenchmarkError
from stages.files import sha256_of, write_text


def pin_download(*, dataset: str, catalog: Path, raw: Path) -> None:
    """Download a dataset's files, and write the sha256 and size of those that have none yet.

    Parameters
    ----------
    dataset
        Its name in the catalog.
    catalog
        data/catalog.yaml; its comments and its order stay.
    raw
        Where the dataset will be, data/raw/<dataset>.h5ad: the downloads are kept beside it.
    """
    files = read_dataset(catalog, dataset).source.downloads
    where = f"{catalog}: {dataset}.source"
    if not files:
        raise BenchmarkError(
            "nothing of this dataset is downloaded; expected a source with url or parts",
            where=where,
            fix="pin the sha256 of a path by hand; what is built in needs none",
        )
    for file, path in zip(files, bring(files, folder_of(raw), where), strict=True):
        if file.sha256 is None:
            _write_down(file, path, dataset, catalog)


def _write_down(file: Download, path: Path, dataset: str, catalog: Path) -> None:
    """Put two lines below the file's url, within the entry of the dataset."""
    sha256, size = sha256_of(path), path.stat().st_size
    lines = catalog.read_text(encoding="utf-8").splitlines(keepends=True)
    entry = lines.index(f"{dataset}:\n")
    written = re.compile(rf"^( *(?:- )?)url: {re.escape(file.url)}\n$")
    for number, line in enumerate(lines[entry:], entry):
        if match := written.match(line):
            indent = " " * len(match[1])
            added = [f"{indent}sha256: {sha256}\n"] + [f"{indent}size: {size}\n"] * (file.size is None)
            write_text("".join([*lines[: number + 1], *added, *lines[number + 1 :]]), catalog)
            sys.stdout.write(f"{file.url}: {size:,} bytes, sha256 {sha256}\n")
            return
    raise BenchmarkError(
        f"there is no line `url: {file.url}` to write below",
        where=f"{catalog}: {dataset}.source",
        fix=f"write it on a line of its own, or add `sha256: {sha256}` by hand",
    )


if __name__ == "__main__":
    run(pin_download)
