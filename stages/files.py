"""Atomic, byte-stable writers: a file is there whole, or it is the old one.

Equal content gives equal bytes on one set of library versions, so that DVC and git see a
change only where something changed.
"""

import errno
import hashlib
import json
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from stages.errors import BenchmarkError

if TYPE_CHECKING:  # scoring must start in a second: anndata alone takes longer
    import anndata
    import pyarrow as pa

_BLOCK = 1 << 20
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
_ABANDONED = 3600  # seconds


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Yield a temporary path beside `path` that takes its place when the block ends well.

    Raises
    ------
    BenchmarkError
        If the disk is full; the old file is as it was.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    _sweep(path)
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".tmp", dir=path.parent)
    os.close(handle)
    draft = Path(name)
    try:
        yield draft
        _sync(draft)
        draft.chmod(0o644)
        draft.replace(path)
        _sync(path.parent)  # the rename itself must survive a power cut
    except OSError as error:
        # HDF5 tells the reason in its text alone.
        if error.errno not in _FULL and os.strerror(errno.ENOSPC) not in str(error):
            raise
        raise BenchmarkError(
            f"the disk is full: {shutil.disk_usage(path.parent).free:,} bytes are free; the old file is kept",
            where=str(path),
            fix=f"df -h {path.parent}  (make room, and run the command again)",
        ) from error
    finally:
        draft.unlink(missing_ok=True)


def _sweep(path: Path) -> None:
    """Remove drafts of a file that killed processes left; a writer that lives has written within the hour."""
    for draft in path.parent.glob(f".{path.name}.*.tmp"):
        with suppress(FileNotFoundError):  # another writer was faster
            if draft.stat().st_mtime < time.time() - _ABANDONED:
                draft.unlink()


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_text(text: str, path: Path) -> None:
    """Write UTF-8 text."""
    with replacing(path) as draft:
        draft.write_text(text, encoding="utf-8")


def write_json(content: Any, path: Path) -> None:  # noqa: ANN401 - any JSON value
    """Write JSON with sorted keys and full float precision; NaN and infinity are refused."""
    write_text(json.dumps(content, indent=1, sort_keys=True, allow_nan=False) + "\n", path)


def read_json(path: Path) -> Any:  # noqa: ANN401 - any JSON value
    """Read a JSON file; a damaged one is named."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise BenchmarkError(
            f"not JSON: {error}",
            where=str(path),
            fix=f"git checkout -- {path}  (or run the stage that writes it again)",
        ) from error


def write_parquet(table: "pa.Table", path: Path) -> None:
    """Write a Parquet file: zstd, floats byte-stream-split, checksummed pages, no dates inside."""
    import pyarrow as pa  # noqa: PLC0415 - 0.2 s that a JSON writer need not pay
    import pyarrow.parquet as pq  # noqa: PLC0415

    floats = [
        leaf.name
        for leaf in table.schema
        if pa.types.is_floating(getattr(leaf.type, "value_type", leaf.type))
    ]
    paths = [
        f"{name}.list.element" if pa.types.is_fixed_size_list(table.schema.field(name).type) else name
        for name in floats
    ]
    dictionary = [leaf.name for leaf in table.schema if leaf.name not in floats]
    with replacing(path) as draft:
        pq.write_table(
            table,
            draft,
            compression="zstd",
            compression_level=19,
            use_dictionary=dictionary,
            use_byte_stream_split=paths,
            write_page_checksum=True,
        )


def write_h5ad(adata: "anndata.AnnData", path: Path) -> None:
    """Write an AnnData, gzip-compressed: a flipped bit is then an error and never a crash."""
    with replacing(path) as draft:
        adata.write_h5ad(draft, compression="gzip")


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file's bytes, in hex."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while block := stream.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()
