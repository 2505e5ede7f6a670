"""Published numbers against numbers made again: what was edited by hand is named, file by file."""

import math
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from stages.cli import run
from stages.errors import BenchmarkError
from stages.files import read_json
from stages.intact import damages
from stages.locks import Output, outputs
from stages.manifest import md5_of, recorded

Difference = tuple[str, Any, Any]  # where in a file, what it says, what came out again
# What decides in the record of a rehearsal. Its other figures move with the machine: a fit is another fit.
_DECIDES = ("submission", "submission_version", "code_sha256", "declared_context", "status")


def verify(
    *,
    locks: list[Path] | None = None,
    manifest: Path | None = None,
    complete: bool = False,
    published: Path | None = None,
    again: Path | None = None,
    exact: float = 1e-9,
    loose: float = 0.05,
) -> None:
    """Compare data with the manifest, results with their locks, and results with the same made again.

    Every disagreement is printed, and what nobody made again is listed. Exit code 1 if there is one.

    Parameters
    ----------
    locks
        Files dvc.lock: each result in git that they mention has the MD5 that they say.
    manifest
        Size and SHA-256 of each data file that the locks mention; the file is hashed, and not opened.
    complete
        Whether data that are not here count as missing.
    published, again
        Two folders with JSON and Parquet files of the same names.
    exact
        Largest difference of two numbers, relative above 1, where both come from the same vectors.
    loose
        The same for scores of vectors that another machine rounded otherwise, told by `embedding_sha256`.
    """
    listed = [output for lock in locks or [] for output in outputs(lock)]
    found = []
    if manifest:
        found += list(damages(listed, recorded(manifest), manifest=manifest, complete=complete))
    found += list(_contradictions(listed))
    if published and again:
        found += list(_disagreements(published, again, exact, loose))
    for error in found:
        sys.stderr.write(f"{error}\n")
    if found:
        sys.exit(1)


def _contradictions(listed: list[Output]) -> Iterator[BenchmarkError]:
    """Yield every result in the working tree that is not what its lock says of it."""
    for output in listed:
        file = Path(output.path)
        if not output.is_result or not file.is_file():
            continue  # what is not here is no contradiction
        if (found := md5_of(file)) != output.md5:
            yield BenchmarkError(
                f"{output.path} has MD5 {found}; the lock says {output.md5}: one of the two was edited",
                where=f"{output.lock}: {output.stage}",
                fix=output.again,
            )


def _disagreements(published: Path, again: Path, exact: float, loose: float) -> Iterator[BenchmarkError]:
    names = {folder: _names(folder) for folder in (published, again)}
    for name in sorted(names[published] - names[again]):
        sys.stdout.write(f"not made again: {published / name}\n")
    for name in sorted(names[again] - names[published]):
        yield BenchmarkError(
            "the file is not published, and comes out when it is made again",
            where=str(published / name),
            fix=f"cp {again / name} {published / name}",
        )
    for name in sorted(names[published] & names[again]):
        first, second = _content(published / name), _content(again / name)
        same_vectors = not isinstance(first, dict) or _vectors(first) == _vectors(second)
        if not same_vectors:
            sys.stdout.write(f"other vectors, compared within {loose:g}: {published / name}\n")
        differences = list(_differences(first, second, exact if same_vectors else loose))
        if differences:
            place, said, found = differences[0]
            number = "1 value differs" if len(differences) == 1 else f"{len(differences):,} values differ"
            yield BenchmarkError(
                f"{number}; the first is {said!r:.60}, made again {found!r:.60}",
                where=f"{published / name}: {place}",
                fix=f"cp {again / name} {published / name}",
            )


def _names(folder: Path) -> set[str]:
    files = [path for kind in ("json", "parquet") for path in folder.rglob(f"*.{kind}")]
    return {str(path.relative_to(folder)) for path in files}


def _content(path: Path) -> Any:  # noqa: ANN401 - any JSON value, or the rows of a table
    if path.suffix == ".json":
        content = read_json(path)
        return _decision(content) if isinstance(content, dict) and "declared_context" in content else content
    import pyarrow.parquet as pq  # noqa: PLC0415 - 0.2 s that locks need not pay

    return pq.read_table(path).to_pylist()


def _decision(record: dict[str, Any]) -> dict[str, Any]:
    measured = record.get("figures", {}).get("measured_context")
    return {key: record.get(key) for key in _DECIDES} | {"measured_context": measured}


def _vectors(content: Any) -> Any:  # noqa: ANN401 - any JSON value
    return content.get("embedding_sha256") if isinstance(content, dict) else None


def _differences(first: Any, second: Any, tolerance: float, place: str = "") -> Iterator[Difference]:  # noqa: ANN401
    """Yield what differs; what names the vectors has been looked at already."""
    if isinstance(first, dict) and isinstance(second, dict):
        for key in sorted({*first, *second} - {"embedding_sha256"}):
            yield from _differences(first.get(key), second.get(key), tolerance, f"{place}.{key}".lstrip("."))
    elif isinstance(first, list) and isinstance(second, list) and len(first) == len(second):
        for position, pair in enumerate(zip(first, second, strict=True)):
            yield from _differences(*pair, tolerance, f"{place}[{position}]")
    elif not _equal(first, second, tolerance):
        yield place, first, second


def _equal(first: Any, second: Any, tolerance: float) -> bool:  # noqa: ANN401 - any JSON value
    numbers = (int, float)
    if isinstance(first, numbers) and isinstance(second, numbers) and not isinstance(first, bool):
        return math.isclose(first, second, rel_tol=tolerance, abs_tol=tolerance)
    return type(first) is type(second) and bool(first == second)


if __name__ == "__main__":
    run(verify)
