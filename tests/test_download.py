"""A download is whole and checked, or there is no file; what broke off goes on."""

from collections import namedtuple

import pytest
from file_server import CONTENT, SHA256, serving

from stages.download import download
from stages.errors import BenchmarkError


@pytest.fixture
def server():
    """Run a file server on this machine."""
    with serving() as running:
        yield running


@pytest.fixture
def part(tmp_path):
    """Return where the download goes."""
    return tmp_path / "raw" / "cells.h5ad.part"


def fetch(server, part, *, sha256=SHA256, size=None):
    """Download from the server."""
    download(server.url, part, sha256=sha256, size=size, where="catalog.yaml: tiny.source")


def test_the_file_arrives(server, part):
    """All bytes, in one request."""
    fetch(server, part, size=len(CONTENT))
    assert part.read_bytes() == CONTENT
    assert server.ranges == [None]


def test_an_interrupted_download_says_how_to_go_on(server, part):
    """What has arrived stays."""
    server.break_after = 1_000_000
    with pytest.raises(BenchmarkError, match="failed after 1,000,000 bytes") as error:
        fetch(server, part)
    assert "run the same command again" in error.value.fix
    assert part.stat().st_size == 1_000_000


def test_the_next_attempt_asks_for_the_rest_only(server, part):
    """It resumes where the connection ended."""
    server.break_after = 1_000_000
    with pytest.raises(BenchmarkError):
        fetch(server, part)
    server.break_after = None
    fetch(server, part)
    assert part.read_bytes() == CONTENT
    assert server.ranges == [None, "bytes=1000000-"]


def test_a_server_without_ranges_sends_all_again(server, part):
    """A part is not prolonged by the beginning of the file."""
    part.parent.mkdir()
    part.write_bytes(CONTENT[:1000])
    server.knows_ranges = False
    fetch(server, part)
    assert part.read_bytes() == CONTENT


def test_a_complete_part_is_not_fetched_again(server, part):
    """The interruption may have come after the last byte."""
    part.parent.mkdir()
    part.write_bytes(CONTENT)
    fetch(server, part)
    assert part.read_bytes() == CONTENT


def test_a_wrong_checksum_removes_the_download(server, part):
    """A replaced file is a new version of the dataset, and no byte of it is kept."""
    with pytest.raises(BenchmarkError, match=f"sha256 {SHA256}; expected 0000") as error:
        fetch(server, part, sha256="0" * 64)
    assert "raise version" in error.value.fix
    assert not part.exists()


def test_a_wrong_size_is_noticed_before_the_download(server, part):
    """Gigabytes are not fetched to find out that the file was replaced."""
    with pytest.raises(BenchmarkError, match=r"has 2,097,152 bytes; expected 10"):
        fetch(server, part, size=10)
    assert not part.exists()


def test_a_part_that_is_too_long_is_removed(server, part):
    """What is longer than the file cannot become the file."""
    part.parent.mkdir()
    part.write_bytes(CONTENT + b"x")
    with pytest.raises(BenchmarkError, match="the download has 2,097,153 bytes; expected 2,097,152"):
        fetch(server, part, size=len(CONTENT))
    assert not part.exists()


def test_a_refusal_is_named(server, part):
    """The address and the server's answer are in the error."""
    server.status = 404
    with pytest.raises(BenchmarkError, match=r"cells.h5ad answered 404 Not Found") as error:
        fetch(server, part)
    assert error.value.where == "catalog.yaml: tiny.source.url"


def test_a_page_is_not_the_file(server, part):
    """A server that asks for a login, or says that nothing is left, does so with a page and status 200."""
    server.kind = "text/html; charset=utf-8"
    with pytest.raises(
        BenchmarkError, match=r"answered with a page \(text/html\); expected the file"
    ) as error:
        fetch(server, part)
    assert "browser" in error.value.fix
    assert not part.exists()


def test_a_full_disk_is_noticed_before_the_download(server, part, monkeypatch):
    """Half a file is of no use."""
    usage = namedtuple("usage", ["free"])  # noqa: PYI024 - as shutil's
    monkeypatch.setattr("shutil.disk_usage", lambda _: usage(1000))
    with pytest.raises(BenchmarkError, match=r"2,097,152 bytes are to come; the disk of .* has 1,000 left"):
        fetch(server, part)
    assert not part.exists()


def test_an_unreachable_server_is_named(part):
    """No connection is no file."""
    with pytest.raises(BenchmarkError, match=r"failed after 0 bytes: .*refused"):
        download("http://127.0.0.1:9/a", part, sha256=SHA256, size=None, where="catalog.yaml: tiny.source")


def test_a_log_gets_plain_lines(server, part, capsys):
    """Without a terminal there is no bar, but every tenth of the file or so."""
    fetch(server, part)
    lines = capsys.readouterr().err.splitlines()
    assert lines[-1] == "cells.h5ad.part: 2,097,152 of 2,097,152 bytes"


def test_a_terminal_gets_a_bar(server, part, capsys, monkeypatch):
    """A person who watches sees how far it is."""
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    fetch(server, part)
    assert "100%" in capsys.readouterr().err
