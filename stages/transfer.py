"""The bytes of one answer, appended to what an earlier answer brought."""

import http.client
import re
import shutil
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from stages.errors import BenchmarkError

_BLOCK = 1 << 20
_TIMEOUT_S = 60
_COMPLETE = 416  # "range not satisfiable": all bytes are here already
_PARTIAL = 206
_PAGE = re.compile(rb"\s*<(!doctype\s+html|html|head)\b", re.IGNORECASE)

Progress = Callable[[str, int, int | None], AbstractContextManager[Callable[[int], object]]]


@dataclass(frozen=True, slots=True)
class Expected:
    """What the file must be, and what to say where it is another.

    Attributes
    ----------
    sha256, size
        Of the complete file, None where nobody has pinned it; size in bytes.
    where
        The file and the entry named in an error.
    replaced
        What to do where the address holds another file than the one that is meant.
    """

    sha256: str | None
    size: int | None
    where: str
    replaced: str


def receive(url: str, part: Path, expected: Expected, progress: Progress) -> None:
    """Append to `part` what it lacks of the file at `url`, in one request.

    Raises
    ------
    BenchmarkError
        If the answer cannot be the file, or the disk has no room for it.
    OSError, http.client.HTTPException
        If the connection breaks; what has arrived stays.
    """
    with _opened(url, part, expected) as response:
        if response is None:
            return
        start = length(part) if _continues(response, length(part)) else 0  # else it sends all again
        announced = response.headers["Content-Length"]
        total = start + int(announced) if announced else None
        block = _first_block(url, response, total, expected)
        if total:
            require_space(total - start, part.parent, expected.where)
        _remember(response, part)
        with part.open("ab" if start else "wb") as file, progress(part.name, start, total) as advance:
            while block:
                file.write(block)
                advance(len(block))
                block = response.read(_BLOCK)
    if total and length(part) < total:
        raise http.client.IncompleteRead(b"", total - length(part))


def length(path: Path) -> int:
    """Return the bytes of a file, 0 where there is none."""
    return path.stat().st_size if path.exists() else 0


def require_space(needed: int, folder: Path, where: str) -> None:
    """Raise BenchmarkError if the disk of `folder` has less than `needed` bytes left."""
    if needed > (free := shutil.disk_usage(folder).free):
        raise BenchmarkError(
            f"{needed:,} bytes are to come; the disk of {folder} has {free:,} left",
            where=where,
            fix="make room, and run the same command again",
        )


def forget(part: Path) -> None:
    """Remove what has arrived, and which version of the file it was of."""
    part.unlink(missing_ok=True)
    _version_of(part).unlink(missing_ok=True)


def keep(part: Path, target: Path) -> None:
    """Give a complete download its name."""
    part.replace(target)
    _version_of(part).unlink(missing_ok=True)


@contextmanager
def _opened(url: str, part: Path, expected: Expected) -> Iterator[http.client.HTTPResponse | None]:
    """Yield the answer to a request for all bytes that `part` lacks, None where it lacks none.

    Bytes whose checksum nobody knows are only prolonged if the server says that its file is still the
    same: two halves of two versions would look like a file.
    """
    start, version = length(part), _version_of(part)
    request = urllib.request.Request(url)  # noqa: S310 - the schema lets only http and https through
    if start and (expected.sha256 or version.exists()):
        request.add_header("Range", f"bytes={start}-")
        if not expected.sha256:
            request.add_header("If-Range", version.read_text())
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


def _continues(response: http.client.HTTPResponse, start: int) -> bool:
    """Return whether the answer starts where the part ends."""
    said = re.match(r"bytes (\d+)-", response.headers.get("Content-Range", ""))
    return response.status == _PARTIAL and (said is None or int(said[1]) == start)


def _first_block(
    url: str, response: http.client.HTTPResponse, total: int | None, expected: Expected
) -> bytes:
    """Return the first bytes; refuse what cannot be the file before any more of it is fetched."""
    page = response.headers.get_content_type() == "text/html"
    if not page and expected.size and total and expected.size != total:
        raise BenchmarkError(
            f"{url} has {total:,} bytes; expected {expected.size:,}",
            where=f"{expected.where}.size",
            fix=expected.replaced,
        )
    block = b"" if page else response.read(_BLOCK)
    if page or _PAGE.match(block):
        moved = f" at {response.url}" if response.url != url else ""
        raise BenchmarkError(
            f"{url} answered with a page{moved} (text/html); expected the file",
            where=f"{expected.where}.url",
            fix="open the address in a browser: it may ask for something, or have moved; then correct url",
        )
    return block


def _version_of(part: Path) -> Path:
    return part.with_name(f"{part.name}.version")


def _remember(response: http.client.HTTPResponse, part: Path) -> None:
    """Write down which version of the file the server sends; a weak tag promises no equal bytes."""
    tag, date = response.headers.get("ETag", ""), response.headers.get("Last-Modified", "")
    if version := tag if tag.startswith('"') else date:
        _version_of(part).write_text(version)
    else:
        _version_of(part).unlink(missing_ok=True)
