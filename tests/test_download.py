"""A download is whole and checked, or there is no file; what broke off goes on."""

import contextlib
import http.client
import random
from collections import namedtuple

import pytest
from file_server import CONTENT, PAGE, SHA256, serving

from stages.download import download, download_from_any
from stages.errors import BenchmarkError
from stages.transfer import Expected, receive


@pytest.fixture
def server():
    """Run a file server on this machine."""
    with serving() as running:
        yield running


@pytest.fixture
def part(tmp_path):
    """Return where the download goes."""
    return tmp_path / "raw" / "cells.h5ad.part"


@pytest.fixture(autouse=True)
def waited(monkeypatch):
    """Return the list of the pauses, in seconds; nobody waits for them here."""
    pauses = []
    monkeypatch.setattr("stages.patience.sleep", lambda seconds: pauses.append(round(seconds)))
    return pauses


def fetch(server, part, *, sha256=SHA256, size=None):
    """Download from the server."""
    return download(server.url, part, sha256=sha256, size=size, where="catalog.yaml: tiny.source")


def receive_first_half(server, part):
    """Ask once, without patience, for a file of which nobody knows the checksum."""
    expected = Expected(sha256=None, size=None, where="", replaced="")
    with pytest.raises(http.client.IncompleteRead):
        receive(server.url, part, expected, lambda *_: contextlib.nullcontext(lambda _: None))


def test_the_file_arrives(server, part):
    """All bytes, in one request."""
    fetch(server, part, size=len(CONTENT))
    assert part.read_bytes() == CONTENT
    assert server.ranges == [None]


def test_a_cut_connection_is_resumed(server, part, waited):
    """Two cuts cost two pauses, and no byte comes twice."""
    server.breaks, server.break_after = 2, 1_000_000
    fetch(server, part)
    assert part.read_bytes() == CONTENT
    assert server.ranges == [None, "bytes=1000000-", "bytes=2000000-"]
    assert waited == [1, 1]


def test_a_download_that_is_cut_anywhere_goes_on(server, tmp_path, fault):
    """At 20 random places: nothing is there under the final name before all of it is."""
    places = random.Random(0).sample(range(1, len(CONTENT)), 20)  # noqa: S311 - places, not secrets
    for place in places:
        part = tmp_path / f"{place}.part"
        server.breaks, server.break_after = 1, place
        fetch(server, part)
        assert part.read_bytes() == CONTENT
    assert len(server.ranges) == 2 * len(places)
    fault("a download that is cut", "it goes on, and ends whole", len(places))


def test_a_connection_that_brings_nothing_is_given_up(server, part, waited):
    """Five attempts without a byte are enough; what has arrived before stays for the next call."""
    part.parent.mkdir()
    part.write_bytes(CONTENT[:1_000_000])
    server.breaks, server.break_after = None, 0
    with pytest.raises(BenchmarkError, match="failed after 1,000,000 bytes") as error:
        fetch(server, part)
    assert "run the same command again" in error.value.fix
    assert waited == [1, 2, 4, 8]
    server.breaks = 0
    fetch(server, part)
    assert part.read_bytes() == CONTENT


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_a_busy_server_is_asked_again(server, part, waited, status, fault):
    """What the server says about when to come back is kept to."""
    server.answers, server.retry_after = [status, status], "7"
    fetch(server, part)
    assert part.read_bytes() == CONTENT
    assert waited == [7, 7]
    fault("a server that answers 429, 500, 502, 503 or 504", "it is asked again, and the file ends whole", 2)


def test_a_busy_server_may_name_a_time(server, part, waited):
    """The other form of Retry-After is a date."""
    server.answers, server.retry_after = [503], "Thu, 01 Jan 2026 00:00:00 GMT"
    fetch(server, part)
    assert waited == [0]


def test_a_server_that_stays_busy_is_given_up(server, part, waited):
    """The pauses grow, and the last answer is told."""
    server.status = 503
    with pytest.raises(BenchmarkError, match="answered 503 Service Unavailable; expected the file"):
        fetch(server, part)
    assert waited == [1, 2, 4, 8]


def test_a_server_that_asks_for_an_hour_is_left_to_a_person(server, part, waited):
    """Nobody waits before a terminal for that long."""
    server.status, server.retry_after = 429, "3600"
    with pytest.raises(BenchmarkError, match="answered 429") as error:
        fetch(server, part)
    assert "left alone for 3,600 s" in error.value.fix
    assert waited == []


def test_a_server_that_stalls_is_asked_again(server, part, waited, monkeypatch):
    """A connection that stays open and says nothing is as good as a broken one."""
    monkeypatch.setattr("stages.transfer._TIMEOUT_S", 0.05)
    server.stall_s = 0.3
    with pytest.raises(BenchmarkError, match="failed after 0 bytes: timed out"):
        fetch(server, part)
    assert len(waited) == 4


def test_a_moved_file_is_followed(server, part):
    """A redirection is how an archive says where its files are today."""
    server.moved = {"/old": "/cells.h5ad"}
    download(f"{server.top}/old", part, sha256=SHA256, size=None, where="catalog.yaml: tiny.source")
    assert part.read_bytes() == CONTENT


def test_a_file_that_moved_to_a_page_is_named_with_the_place(server, part):
    """Where the address leads now is what a person needs to know."""
    server.moved, server.files = {"/old": "/new"}, {"/new": PAGE}
    with pytest.raises(BenchmarkError, match=r"answered with a page at http.*/new \(text/html\)"):
        download(f"{server.top}/old", part, sha256=None, size=None, where="catalog.yaml: tiny.source")
    assert not part.exists()


def test_a_page_that_says_it_is_a_file_is_none(server, part):
    """Whatever the header claims, a page begins like a page."""
    server.files = {"/cells.h5ad": PAGE}
    with pytest.raises(BenchmarkError, match="answered with a page"):
        fetch(server, part, sha256=None)
    assert not part.exists()


def test_a_resumed_answer_that_starts_elsewhere_is_taken_as_a_whole(server, part):
    """A gap inside a file is found by its checksum, and the next call starts from nothing."""
    part.parent.mkdir()
    part.write_bytes(CONTENT[:1000])
    server.shift = 1
    with pytest.raises(BenchmarkError, match=r"sha256 .*; expected"):
        fetch(server, part)
    fetch(server, part)
    assert part.read_bytes() == CONTENT


def test_an_unknown_checksum_is_returned(server, part):
    """The first who downloads a file learns what it is."""
    assert fetch(server, part, sha256=None) == SHA256


def test_two_versions_never_become_one_file(server, part, waited):
    """Without a checksum nobody would notice: the server must say that its file is still the same."""
    server.version = "1"
    server.breaks, server.break_after = 1, 1_000_000
    part.parent.mkdir()
    receive_first_half(server, part)
    server.version = "2"
    assert fetch(server, part, sha256=None) == SHA256
    assert server.ranges[-1] == "bytes=1000000-"
    assert part.read_bytes() == CONTENT
    assert waited == []


def test_an_unpinned_part_without_a_version_is_fetched_anew(server, part):
    """A server that names no version gives no ground to go on."""
    part.parent.mkdir()
    part.write_bytes(b"x" * 1000)
    assert fetch(server, part, sha256=None) == SHA256
    assert server.ranges == [None]


def test_a_mirror_takes_over(server, part, capsys):
    """The first address that gives the file ends the search, and who failed is said."""
    server.files = {"/second": CONTENT}
    urls = [f"{server.top}/{name}" for name in ("first", "second", "third")]
    download_from_any(urls, part, sha256=SHA256, size=len(CONTENT), where="catalog.yaml: tiny.source")
    assert part.read_bytes() == CONTENT
    assert (
        "/first answered 404 Not Found; expected the file; trying the next address" in capsys.readouterr().err
    )
    assert len(server.ranges) == 2


def test_what_a_server_says_moves_no_cursor(server, part, capsys):
    """The address is a stranger's, and so is the reason that it gives."""
    server.files, server.reason = {"/second": CONTENT}, "\x1b[2J ##[error]x"
    urls = [f"{server.top}/{name}" for name in ("first", "second")]
    download_from_any(urls, part, sha256=SHA256, size=None, where="catalog.yaml: tiny.source")
    told = capsys.readouterr().err.splitlines()[0]
    assert told.endswith(
        r"/first answered 404 \x1b[2J #\x23[error]x; expected the file; trying the next address"
    )


def test_a_mirror_with_another_file_is_passed_over(server, part):
    """A mirror is believed no more than the first address."""
    server.files = {"/first": b"other" * 100, "/second": CONTENT}
    urls = [f"{server.top}/{name}" for name in ("first", "second")]
    download_from_any(urls, part, sha256=SHA256, size=None, where="catalog.yaml: tiny.source")
    assert part.read_bytes() == CONTENT


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
