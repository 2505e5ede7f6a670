"""A file comes out of its archive as it went in, or the archive's content is named."""

import gzip
from collections import namedtuple

import pytest
from made_archives import tar, zipped

from stages.errors import BenchmarkError
from stages.unpacking.archives import member_of, members

CONTENT = b"as published" * 1000
FILES = {"folder/cells.h5ad": CONTENT, "folder/README": b"read me"}
WHERE = "catalog.yaml: tiny.source"


@pytest.mark.parametrize("pack", [tar, zipped])
def test_a_member_of_an_archive_is_written(pack, unpacked, tmp_path):
    """Byte by byte, and nothing else."""
    packed = pack(tmp_path / "packed", FILES)
    assert unpacked("folder/cells.h5ad", packed).read_bytes() == CONTENT


def test_a_gzip_stream_is_decompressed(unpacked, tmp_path):
    """Several files after each other are one."""
    packed = tmp_path / "cells.h5ad.gz"
    packed.write_bytes(gzip.compress(CONTENT) + gzip.compress(b"more"))
    assert unpacked("gzip", packed).read_bytes() == CONTENT + b"more"


def test_a_file_as_it_is_is_copied(unpacked, tmp_path):
    """No unpacking is one way of unpacking."""
    packed = tmp_path / "cells.h5ad"
    packed.write_bytes(CONTENT)
    assert unpacked(None, packed).read_bytes() == CONTENT


@pytest.mark.parametrize("pack", [tar, zipped])
def test_a_missing_member_gets_the_nearest_name(pack, unpacked, tmp_path):
    """The names that are there are listed."""
    packed = pack(tmp_path / "packed", FILES)
    with pytest.raises(
        BenchmarkError, match=r"no file `folder/cell.h5ad`; .*did you mean `folder/cells.h5ad`"
    ):
        unpacked("folder/cell.h5ad", packed)


@pytest.mark.parametrize(
    ("how", "content"),
    [
        ("gzip", CONTENT),
        ("gzip", gzip.compress(CONTENT)[:-20]),
        ("cells.h5ad", CONTENT),
        ("10x_mtx", CONTENT),
    ],
    ids=["no gzip", "gzip cut short", "no archive", "no archive of 10x"],
)
def test_what_is_no_such_archive_is_named(how, content, unpacked, tmp_path):
    """And no half of it gets the dataset's name."""
    packed = tmp_path / "packed"
    packed.write_bytes(content)
    with pytest.raises(BenchmarkError, match=r"packed cannot be unpacked as .*: ") as error:
        unpacked(how, packed)
    assert error.value.where == f"{WHERE}.unpack"
    assert not list(tmp_path.rglob("*.h5ad*"))


@pytest.mark.parametrize("pack", [tar, zipped])
def test_a_damaged_archive_is_named(pack, unpacked, tmp_path):
    """A flipped bit is an error, not another file."""
    packed = pack(tmp_path / "packed", FILES)
    content = bytearray(packed.read_bytes())
    content[60] ^= 0xFF
    packed.write_bytes(content)
    with pytest.raises(BenchmarkError, match="packed cannot be unpacked as"):
        unpacked("folder/cells.h5ad", packed)


def test_room_for_the_content_is_asked_for_first(unpacked, tmp_path, monkeypatch):
    """An archive says how large its members are."""
    packed = zipped(tmp_path / "packed", FILES)
    usage = namedtuple("usage", ["free"])  # noqa: PYI024 - as shutil's
    monkeypatch.setattr("shutil.disk_usage", lambda _: usage(1000))
    with pytest.raises(BenchmarkError, match=r"12,000 bytes are to come; the disk of .* has 1,000 left"):
        unpacked("folder/cells.h5ad", packed)


def test_members_are_listed_and_read(tmp_path):
    """One that is compressed inside the archive is decompressed."""
    packed = tar(tmp_path / "packed", {"a/b.tsv.gz": gzip.compress(b"text"), "a/c": b"other"})
    assert members(packed, WHERE) == ["a/b.tsv.gz", "a/c"]
    with member_of("a/b.tsv.gz", packed, WHERE) as stream:
        assert stream.read() == b"text"
