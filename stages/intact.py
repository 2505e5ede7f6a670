"""Whether data are what was recorded of them: bytes are hashed, no file is opened as what it claims to be."""

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from stages.errors import BenchmarkError
from stages.files import sha256_of
from stages.locks import Output

Entry = dict[str, Any]  # md5, sha256, size


def damages(
    listed: Iterable[Output], known: dict[str, Entry], *, manifest: Path, complete: bool
) -> Iterator[BenchmarkError]:
    """Yield every data file that differs from the manifest, and every lock that does.

    Parameters
    ----------
    listed
        What locks say of files.
    known
        Path -> size, MD5 and SHA-256, as recorded.
    manifest
        The file that holds `known`, for messages.
    complete
        Whether an absent file is an error; else the number of them is printed.
    """
    absent = []
    for output in listed:
        if not output.is_data:
            continue
        entry = known.get(output.path)
        if entry is None or entry["md5"] != output.md5:
            yield _unrecorded(output, entry, manifest)
        elif link := _link_in(Path(output.path)):
            yield BenchmarkError(
                f"{link} is a link; expected a file of this repository's own",
                where=output.path,
                fix=f"rm {link} && dvc config cache.type reflink,copy && dvc checkout {output.path}",
            )
        elif not Path(output.path).exists():
            absent.append(output)
        elif difference := _difference(Path(output.path), entry):
            yield BenchmarkError(difference, where=output.path, fix=_restored(output))
    if complete:
        yield from (_missing(output) for output in absent)
    elif absent:
        sys.stdout.write(f"not here: {len(absent)} files of data, such as {absent[0].path}\n")


def _unrecorded(output: Output, entry: Entry | None, manifest: Path) -> BenchmarkError:
    said = f"MD5 {entry['md5']}" if entry else "nothing"
    return BenchmarkError(
        f"the lock says MD5 {output.md5} of {output.path}; the manifest says {said}",
        where=f"{output.lock}: {output.stage} and {manifest}",
        fix=f"git checkout origin/main -- {output.lock} {manifest}  (or, if the file was made again: "
        f"python -m stages.manifest --locks dvc.lock submissions/*/dvc.lock --manifest {manifest})",
    )


def _link_in(path: Path) -> Path | None:
    """Return the first part of a relative path that is a symbolic link."""
    return next((part for part in (*reversed(path.parents), path) if part.is_symlink()), None)


def _difference(file: Path, entry: Entry) -> str | None:
    """Return how a file differs from its record; the size is looked at first, as it is free."""
    if not file.is_file():
        return "it is no plain file"
    if (size := file.stat().st_size) != entry["size"]:
        return f"the file has {size:,} bytes; the manifest says {entry['size']:,}"
    if (found := sha256_of(file)) != entry["sha256"]:
        return f"the file has SHA-256 {found}; the manifest says {entry['sha256']}"
    return None


def _missing(output: Output) -> BenchmarkError:
    return BenchmarkError("the file is not here", where=output.path, fix=f"dvc pull {output.path}")


def _restored(output: Output) -> str:
    """Return the commands that put the true bytes there: a damaged copy in the cache must go too."""
    cached = f".dvc/cache/files/md5/{output.md5[:2]}/{output.md5[2:]}"
    return f"rm -f {output.path} {cached} && dvc pull {output.path}  (or {output.again})"
