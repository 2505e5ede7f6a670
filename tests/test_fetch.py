"""A dataset arrives as published, from wherever the catalog says, or not at all."""

import gzip
import hashlib
import threading
import zipfile
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import anndata as ad
import numpy as np
import pytest

from stages.errors import BenchmarkError
from stages.fetch import fetch
from stages.files import sha256_of

ENTRY = """
tiny:
  title: Tiny
  version: 1
  kind: real
  organism: Homo sapiens
  tissue: blood
  summary: Three cells.
  source: {source}
  license: MIT
  citation: Nobody.
"""


@pytest.fixture
def published(tmp_path):
    """Write a file as somebody publishes it."""
    path = tmp_path / "public" / "cells.h5ad"
    path.parent.mkdir()
    path.write_bytes(b"as published" * 1000)
    return path


@pytest.fixture
def run(tmp_path):
    """Return a function that fetches a dataset with the given source and returns the raw file."""

    def run(source):
        catalog = tmp_path / "catalog.yaml"
        catalog.write_text(ENTRY.format(source=source))
        raw = tmp_path / "raw" / "tiny.h5ad"
        fetch(dataset="tiny", catalog=catalog, seed=1, raw=raw)
        return raw

    return run


@pytest.fixture
def address(published):
    """Serve the published file and return the folder's address."""
    handler = partial(SimpleHTTPRequestHandler, directory=str(published.parent))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_a_built_in_dataset_is_made(run):
    """It is an AnnData with counts."""
    adata = ad.read_h5ad(run("{builtin: pbmc68k}"))
    assert adata.shape == (700, 765)


def test_the_same_seed_makes_the_same_bytes(run):
    """A second fetch changes nothing that depends on it."""
    first = run("{builtin: pbmc68k_depth}").read_bytes()
    assert run("{builtin: pbmc68k_depth}").read_bytes() == first


def test_an_unknown_built_in_dataset_gets_the_nearest_name(run):
    """The names that exist are listed."""
    with pytest.raises(BenchmarkError, match=r"no built-in dataset `pbmc68`; .* did you mean `pbmc68k`"):
        run("{builtin: pbmc68}")


def test_a_file_is_copied(run, published):
    """The raw file is the published one, byte by byte."""
    assert run(f"{{path: {published}}}").read_bytes() == published.read_bytes()
    assert run(f"{{path: {published}, sha256: {sha256_of(published)}}}").exists()


def test_a_missing_file_is_named(run, tmp_path):
    """The folder from which the path is seen is in the error."""
    with pytest.raises(BenchmarkError, match=r"there is no file .*cells.h5ad \(seen from /"):
        run(f"{{path: {tmp_path}/cells.h5ad}}")


def test_a_changed_file_is_refused(run, published):
    """A pinned file that is another one is no dataset of this version."""
    with pytest.raises(BenchmarkError, match=r"has sha256 .*; the catalog says 0000"):
        run(f"{{path: {published}, sha256: {'0' * 64}}}")


def test_a_download_is_checked_and_kept(run, published, address, tmp_path):
    """The part is gone and the file is there."""
    source = f"{{url: {address}/cells.h5ad, sha256: {sha256_of(published)}, size: 12000}}"
    raw = run(source)
    assert raw.read_bytes() == published.read_bytes()
    assert [path.name for path in (tmp_path / "raw").iterdir()] == ["tiny.h5ad"]


def test_a_download_without_checksum_says_how_to_pin_it(run, address):
    """Nothing is downloaded that nobody vouches for."""
    with pytest.raises(BenchmarkError, match=r"the sha256 of .* is not known") as error:
        run(f"{{url: {address}/cells.h5ad}}")
    assert (
        error.value.fix
        == f"pin it once: curl -fL {address}/cells.h5ad | sha256sum, then set sha256 in the catalog"
    )


def test_a_failed_download_leaves_no_dataset(run, address, tmp_path):
    """A wrong file never gets the dataset's name."""
    with pytest.raises(BenchmarkError, match=r"sha256 .*; expected 0000"):
        run(f"{{url: {address}/cells.h5ad, sha256: {'0' * 64}}}")
    assert list((tmp_path / "raw").iterdir()) == []


def test_a_member_of_a_zip_is_unpacked(run, published, address):
    """The checksum is that of the zip, as downloaded."""
    packed = published.with_name("cells.zip")
    with zipfile.ZipFile(packed, "w") as archive:
        archive.write(published, "folder/cells.h5ad")
    source = f"{{url: {address}/cells.zip, sha256: {sha256_of(packed)}, unpack: folder/cells.h5ad}}"
    assert run(source).read_bytes() == published.read_bytes()


def test_a_gzip_is_unpacked(run, published):
    """Also from a file on this machine."""
    packed = published.with_name("cells.h5ad.gz")
    packed.write_bytes(gzip.compress(published.read_bytes()))
    assert run(f"{{path: {packed}, unpack: gzip}}").read_bytes() == published.read_bytes()


@pytest.mark.parametrize("unpack", ["other.h5ad", "gzip"])
def test_what_cannot_be_unpacked_is_named(run, published, unpack):
    """A missing member, or a file that is no archive."""
    packed = published.with_name("cells.zip")
    with zipfile.ZipFile(packed, "w") as archive:
        archive.write(published, "cells.h5ad")
    with pytest.raises(BenchmarkError, match=f"`{unpack}` cannot be unpacked"):
        run(f"{{path: {packed}, unpack: {unpack}}}")


def test_a_file_that_is_no_archive_cannot_be_unpacked(run, published):
    """The member is looked for in a zip."""
    with pytest.raises(BenchmarkError, match=r"`cells.h5ad` cannot be unpacked: File is not a zip file"):
        run(f"{{path: {published}, unpack: cells.h5ad}}")


def test_a_dataset_made_by_hand_says_how(run):
    """Fetch does not pretend to know where it is."""
    with pytest.raises(BenchmarkError, match="this dataset is made by hand: ask the authors"):
        run("{by_hand: ask the authors}")


def test_draws_depend_on_the_seed(tmp_path):
    """Another seed makes other cells."""
    catalog = tmp_path / "catalog.yaml"
    catalog.write_text(ENTRY.format(source="{builtin: pbmc68k_depth}"))
    digests = set()
    for seed in (1, 2):
        raw = tmp_path / f"{seed}.h5ad"
        fetch(dataset="tiny", catalog=catalog, seed=seed, raw=raw)
        digests.add(hashlib.sha256(np.ascontiguousarray(ad.read_h5ad(raw).X.data)).hexdigest())
    assert len(digests) == 2
