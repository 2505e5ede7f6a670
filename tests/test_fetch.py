"""A dataset arrives as published, from wherever the catalog says, or not at all."""

import gzip
import hashlib
import threading
import zipfile
from collections import namedtuple
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import anndata as ad
import numpy as np
import pandas as pd
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
    assert [path.name for path in (tmp_path / "raw").rglob("*.*")] == ["tiny.downloads", "tiny.h5ad"]


def test_a_download_without_checksum_says_what_came_and_how_to_pin_it(run, published, address):
    """Nothing is evaluated that nobody vouches for, and nothing is downloaded twice for it."""
    with pytest.raises(BenchmarkError, match=r"the sha256 of .* is not known; what came has 12,000") as error:
        run(f"{{url: {address}/cells.h5ad}}")
    assert error.value.what.endswith(f"and sha256 {sha256_of(published)}")
    assert "then pin it: python -m stages.pin_download --dataset tiny --catalog" in error.value.fix
    content = published.read_bytes()
    published.unlink()
    source = f"{{url: {address}/cells.h5ad, sha256: {hashlib.sha256(content).hexdigest()}}}"
    assert run(source).read_bytes() == content


def test_a_dataset_that_is_there_is_not_downloaded_again(run, published, address):
    """An edit of the code runs fetch again: the file has the right checksum, and stays."""
    source = f"{{url: {address}/cells.h5ad, sha256: {sha256_of(published)}}}"
    first = run(source).stat().st_mtime_ns
    published.unlink()
    assert run(source).stat().st_mtime_ns == first


def test_another_file_in_its_place_is_replaced(run, published, address):
    """A raw file is believed for its checksum, not for its name."""
    source = f"{{url: {address}/cells.h5ad, sha256: {sha256_of(published)}}}"
    run(source).write_bytes(b"edited")
    assert run(source).read_bytes() == published.read_bytes()


def test_an_archive_is_kept_and_unpacked_again(run, published, address):
    """A better unpacking costs no download."""
    packed = published.with_name("cells.h5ad.gz")
    packed.write_bytes(gzip.compress(published.read_bytes()))
    source = f"{{url: {address}/cells.h5ad.gz, sha256: {sha256_of(packed)}, unpack: gzip}}"
    raw = run(source)
    packed.unlink()
    raw.unlink()
    assert run(source).read_bytes() == published.read_bytes()


def test_a_mirror_takes_over(run, published, address):
    """The catalog names more than one address of the same bytes."""
    source = (
        f"{{url: {address}/gone.h5ad, mirrors: ['{address}/cells.h5ad'], sha256: {sha256_of(published)}}}"
    )
    assert run(source).read_bytes() == published.read_bytes()


def test_parts_are_joined(run, published, address):
    """Each cell says which part it comes from, and two libraries may share barcodes."""
    counts = np.eye(3, 4, dtype=np.float32)
    var = pd.DataFrame(index=list("abcd"))
    sources = []
    for name in ("first", "second"):
        path = published.with_name(f"{name}.h5ad")
        ad.AnnData(counts, pd.DataFrame(index=["AA-1", "CC-1", "GG-1"]), var).write_h5ad(path)
        sources.append(f"{{name: {name}, url: {address}/{name}.h5ad, sha256: {sha256_of(path)}}}")
    raw = run(f"{{parts: [{', '.join(sources)}]}}")
    adata = ad.read_h5ad(raw)
    assert list(adata.obs["part"]) == ["first"] * 3 + ["second"] * 3
    assert adata.obs_names[3] == "AA-1:second"
    assert sorted(path.name for path in raw.parent.iterdir()) == ["tiny.downloads", "tiny.h5ad"]


def test_parts_that_are_not_pinned_are_counted(run, published, address):
    """All of them have come by then, and one command pins them all."""
    published.with_name("b.h5ad").write_bytes(b"b")
    parts = ", ".join(f"{{name: {name}, url: {address}/{name}.h5ad}}" for name in ("cells", "b"))
    with pytest.raises(BenchmarkError, match=r"cells.h5ad \(and 1 more\) is not known"):
        run(f"{{parts: [{parts}]}}")


def test_a_disk_without_room_is_noticed_before_the_first_byte(run, address, monkeypatch):
    """The sizes of all parts count together."""
    usage = namedtuple("usage", ["free"])  # noqa: PYI024 - as shutil's
    monkeypatch.setattr("shutil.disk_usage", lambda _: usage(1000))
    parts = ", ".join(f"{{name: {name}, url: {address}/{name}.h5ad, size: 501}}" for name in ("a", "b"))
    with pytest.raises(BenchmarkError, match=r"1,002 bytes are to come; the disk of .* has 1,000 left"):
        run(f"{{parts: [{parts}]}}")


def test_a_failed_download_leaves_no_dataset(run, address, tmp_path):
    """A wrong file never gets the dataset's name."""
    with pytest.raises(BenchmarkError, match=r"sha256 .*; expected 0000"):
        run(f"{{url: {address}/cells.h5ad, sha256: {'0' * 64}}}")
    assert not [path for path in (tmp_path / "raw").rglob("*") if path.is_file()]


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
