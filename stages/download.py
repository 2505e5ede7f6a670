"""One file over HTTP, resumed where it stopped and checked before anybody sees it."""

import http.client
import sys
import urllib.error
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from stages.errors import BenchmarkError, on_one_line
from stages.files import sha256_of
from stages.patience import LONGEST_S, asked_pause, patiently
from stages.transfer import Expected, forget, length, receive

_REPLACED = (
    "if upstream replaced the file, that is a new version of the dataset: raise version, pin the new file"
)


def download(
    url: str, part: Path, *, sha256: str | None, size: int | None, where: str, replaced: str = _REPLACED
) -> str:
    """Download `url` into `part` and return its SHA-256; bytes that `part` holds are not fetched again.

    A broken connection is resumed and a server that is busy is asked again, as long as bytes arrive.

    Parameters
    ----------
    url
        Address of the file, http or https.
    part
        Where it goes. After an interruption it stays, and the next call goes on from its end; after
        a wrong checksum it is removed.
    sha256, size
        What the complete file must be, None where it is not known; size in bytes.
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
    expected = Expected(sha256, size, where, replaced)
    if sha256 and length(part) and size in {None, length(part)} and sha256_of(part) == sha256:
        return sha256  # an earlier call brought it all
    try:
        patiently(lambda: receive(url, part, expected, _progress), lambda: length(part))
    except urllib.error.HTTPError as error:
        error.close()
        raise _refused(url, error, where) from error
    except (OSError, http.client.HTTPException) as error:
        raise BenchmarkError(
            f"the connection to {url} failed after {length(part):,} bytes: {error}",
            where=f"{where}.url",
            fix="run the same command again: it goes on from there",
        ) from error
    return _checked(part, expected)


def download_from_any(
    urls: Sequence[str],
    part: Path,
    *,
    sha256: str | None,
    size: int | None,
    where: str,
    replaced: str = _REPLACED,
) -> str:
    """Download a file from the first of its addresses that gives it, and return its SHA-256.

    Raises
    ------
    BenchmarkError
        The error of the last address, where none does.
    """
    *before, last = urls
    for url in before:
        try:
            return download(url, part, sha256=sha256, size=size, where=where, replaced=replaced)
        except BenchmarkError as error:
            sys.stderr.write(f"{on_one_line(error.what)}; trying the next address\n")
    return download(last, part, sha256=sha256, size=size, where=where, replaced=replaced)


def _refused(url: str, error: urllib.error.HTTPError, where: str) -> BenchmarkError:
    """Return what to say of an answer that is no file."""
    pause = asked_pause(error)
    fix = "open the address in a browser; if it has moved, correct url"
    if pause is not None and pause > LONGEST_S:
        fix = f"the server asks to be left alone for {pause:,.0f} s: run the same command again after that"
    return BenchmarkError(
        f"{url} answered {error.code} {error.reason}; expected the file", where=f"{where}.url", fix=fix
    )


def _checked(part: Path, expected: Expected) -> str:
    found_size, found = length(part), sha256_of(part)
    if expected.size and found_size != expected.size:
        forget(part)
        raise BenchmarkError(
            f"the download has {found_size:,} bytes; expected {expected.size:,}",
            where=f"{expected.where}.size",
            fix=expected.replaced,
        )
    if expected.sha256 and found != expected.sha256:
        forget(part)
        raise BenchmarkError(
            f"the download has sha256 {found}; expected {expected.sha256}",
            where=f"{expected.where}.sha256",
            fix=expected.replaced,
        )
    return found


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
