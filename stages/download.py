"""One file over HTTP, resumed where it stopped and checked before anybody sees it."""

import http.client
import shutil
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from stages.errors import BenchmarkError
from stages.files import sha256_of

_BLOCK = 1 << 20
_TIMEOUT_S = 60
_REPLACED = (
    "if upstream replaced the file, that is a new version of the dataset: raise version, pin the new file"
)
_COMPLETE = 416  # "range not satisfiable": all bytes are here already
_PARTIAL = 206


def download(
    url: str, part: Path, *, sha256: str, size: int | None, where: str, replaced: str = _REPLACED
) -> None:
    """Download `url` into `part`; bytes that `part` holds from an earlier attempt are not fetched again.

    Parameters
    ----------
    url
        Address of the file, http or https.
    part
        Where it goes. After an interruption it stays, and the next call goes on from its end; after
        a wrong checksum it is removed.
    sha256, size
        What the complete file must be; size in bytes where it is known.
    where
        The file and the entry named in an error.
    replaced
        What to do where the address holds another file than the one that is meant.

    Raises
    ------
    BenchmarkError
        If the server refuses or sends a page, the disk has no room, the connection breaks, or size or
        checksum differ.
    """
    part.parent.mkdir(parents=True, exist_ok=True)
    expected = _Expected(sha256, size, where, replaced)
    try:
        _receive(url, part, expected)
    except urllib.error.HTTPError as error:
        error.close()
        raise BenchmarkError(
            f"{url} answered {error.code} {error.reason}; expected the file",
            where=f"{where}.url",
            fix="open the address in a browser; if it has moved, correct url",
        ) from error
    except (OSError, http.client.HTTPException) as error:
        raise BenchmarkError(
            f"the connection to {url} failed after {_length(part):,} bytes: {error}",
            where=f"{where}.url",
            fix="run the same command again: it goes on from there",
        ) from error
    _check(part, expected)


@dataclass(frozen=True, slots=True)
class _Expected:
    """What the file must be, and what to say where it is another."""

    sha256: str
    size: int | None
    where: str
    replaced: str


def _receive(url: str, part: Path, expected: _Expected) -> None:
    with _opened(url, _length(part)) as response:
        if response is None:
            return
        start = _length(part) if response.status == _PARTIAL else 0  # else it sends all again
        length = response.headers["Content-Length"]
        total = start + int(length) if length else None
        _refuse_early(url, response.headers.get_content_type(), total, expected)
        if total:
            _require_space(total - start, part, expected.where)
        with part.open("ab" if start else "wb") as file, _progress(part.name, start, total) as advance:
            while block := response.read(_BLOCK):
                file.write(block)
                advance(len(block))
    if total and _length(part) < total:
        raise http.client.IncompleteRead(b"", total - _length(part))


@contextmanager
def _opened(url: str, start: int) -> Iterator[http.client.HTTPResponse | None]:
    """Yield the server's answer to a request for all bytes from `start`, None where there are no more."""
    request = urllib.request.Request(url)  # noqa: S310 - the schema lets only http and https through
    if start:
        request.add_header("Range", f"bytes={start}-")
    try:
        response = urllib.request.urlopen(request, timeout=_TIMEOUT_S)  # noqa: S310 - the same
    except urllib.error.HTTPError as error:
        if not (start and error.code == _COMPLETE):
            raise
        error.close()
        yield None
        return
    with response:
        yield response


def _refuse_early(url: str, kind: str, total: int | None, expected: _Expected) -> None:
    """Refuse what cannot be the file before any byte of it is fetched."""
    if kind == "text/html":
        raise BenchmarkError(
            f"{url} answered with a page (text/html); expected the file",
            where=f"{expected.where}.url",
            fix="open the address in a browser: it may ask for something, or have moved; then correct url",
        )
    if expected.size and total and expected.size != total:
        raise BenchmarkError(
            f"{url} has {total:,} bytes; expected {expected.size:,}",
            where=f"{expected.where}.size",
            fix=expected.replaced,
        )


def _require_space(needed: int, part: Path, where: str) -> None:
    if needed > (free := shutil.disk_usage(part.parent).free):
        raise BenchmarkError(
            f"{needed:,} bytes are to come; the disk of {part.parent} has {free:,} left",
            where=where,
            fix="make room, and run the same command again",
        )


def _check(part: Path, expected: _Expected) -> None:
    found_size, found = _length(part), sha256_of(part)
    if expected.size and found_size != expected.size:
        part.unlink()
        raise BenchmarkError(
            f"the download has {found_size:,} bytes; expected {expected.size:,}",
            where=f"{expected.where}.size",
            fix=expected.replaced,
        )
    if found != expected.sha256:
        part.unlink()
        raise BenchmarkError(
            f"the download has sha256 {found}; expected {expected.sha256}",
            where=f"{expected.where}.sha256",
            fix=expected.replaced,
        )


def _length(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


@contextmanager
def _progress(name: str, start: int, total: int | None) -> Iterator[Callable[[int], object]]:
    """Yield what to call with each number of bytes: a bar where a person watches, lines in a log."""
    if sys.stderr.isatty():
        from tqdm import tqdm  # noqa: PLC0415 - only where a person watches

        with tqdm(desc=name, initial=start, total=total, unit="B", unit_scale=True) as bar:
            yield bar.update
        return
    yield _Lines(name, start, total).advance


class _Lines:
    """A line per tenth of the file, or per 100 MB where its size is unknown."""

    def __init__(self, name: str, start: int, total: int | None) -> None:
        self.name, self.done, self.total = name, start, total
        self.step = max(total // 10, 1) if total else 100_000_000
        self.next = start + self.step

    def advance(self, n_bytes: int) -> None:
        self.done += n_bytes
        if self.done >= self.next or self.done == self.total:
            self.next = self.done + self.step
            of = f" of {self.total:,}" if self.total else ""
            sys.stderr.write(f"{self.name}: {self.done:,}{of} bytes\n")
