"""One file over HTTP, resumed where it stopped and checked before anybody sees it."""

import http.client
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from stages.errors import BenchmarkError
from stages.files import sha256_of

_BLOCK = 1 << 20
_TIMEOUT_S = 60
_COMPLETE = 416  # "range not satisfiable": all bytes are here already
_PARTIAL = 206
_REPLACED = "if upstream replaced the file, that is a new version of the dataset: raise version, pin it anew"


def download(url: str, part: Path, *, sha256: str, size: int | None, where: str) -> None:
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
        The catalog entry named in an error.

    Raises
    ------
    BenchmarkError
        If the server refuses, the connection breaks, or size or checksum differ.
    """
    part.parent.mkdir(parents=True, exist_ok=True)
    try:
        _receive(url, part, size, where)
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
    _check(part, sha256, size, where)


def _receive(url: str, part: Path, size: int | None, where: str) -> None:
    request = urllib.request.Request(url)  # noqa: S310 - the schema lets only http and https through
    if start := _length(part):
        request.add_header("Range", f"bytes={start}-")
    try:
        response = urllib.request.urlopen(request, timeout=_TIMEOUT_S)  # noqa: S310 - the same
    except urllib.error.HTTPError as error:
        if start and error.code == _COMPLETE:
            error.close()
            return
        raise
    with response:
        start = start if response.status == _PARTIAL else 0  # a server without ranges sends all again
        total = (
            start + int(response.headers["Content-Length"]) if response.headers["Content-Length"] else None
        )
        if size and total and size != total:
            raise BenchmarkError(
                f"{url} has {total:,} bytes; expected {size:,}", where=f"{where}.size", fix=_REPLACED
            )
        with part.open("ab" if start else "wb") as file, _progress(part.name, start, total) as advance:
            while block := response.read(_BLOCK):
                file.write(block)
                advance(len(block))
    if total and _length(part) < total:
        raise http.client.IncompleteRead(b"", total - _length(part))


_REPLACED = (
    "if upstream replaced the file, that is a new version of the dataset: raise version, pin the new file"
)


def _check(part: Path, sha256: str, size: int | None, where: str) -> None:
    found_size, found = _length(part), sha256_of(part)
    if size and found_size != size:
        part.unlink()
        raise BenchmarkError(
            f"the download has {found_size:,} bytes; expected {size:,}", where=f"{where}.size", fix=_REPLACED
        )
    if found != sha256:
        part.unlink()
        raise BenchmarkError(
            f"the download has sha256 {found}; the catalog says {sha256}",
            where=f"{where}.sha256",
            fix=_REPLACED,
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
