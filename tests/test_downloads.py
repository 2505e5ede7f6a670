"""Downloads are kept beside the raw file; tests/test_fetch.py shows how they come there."""

from pathlib import Path

from stages.catalog import Download
from stages.downloads import folder_of, is_there, path_of
from stages.files import sha256_of

FILE = Download(url="https://example.org/a/cells.h5ad?version=2")


def test_a_dataset_has_a_folder_of_downloads():
    """Its name says whose it is."""
    assert folder_of(Path("data/raw/tiny.h5ad")) == Path("data/raw/tiny.downloads")


def test_another_address_is_another_file():
    """Ten libraries call their file the same."""
    other = Download(url="https://example.org/b/cells.h5ad")
    paths = [path_of(file, Path("folder")).name for file in (FILE, other)]
    assert len(set(paths)) == 2
    assert all(name.endswith("-cells.h5ad") for name in paths)


def test_a_pinned_file_is_known_by_its_checksum(tmp_path):
    """One that nobody pinned is there if there is any."""
    path = tmp_path / "cells.h5ad"
    assert not is_there(FILE, path)
    path.write_bytes(b"abc")
    assert is_there(FILE, path)
    assert is_there(FILE.model_copy(update={"sha256": sha256_of(path)}), path)
    assert not is_there(FILE.model_copy(update={"sha256": "0" * 64}), path)
