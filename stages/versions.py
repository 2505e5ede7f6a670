"""Versions of files that the benchmark writes: what an earlier one wrote is read, a later one's refused.

A key that is added has a default, and the version stays: files without it are read. Where a key changes its
meaning or goes, the version rises by 1, and the record's `from_json` makes the new form of the old one.
"""

from pathlib import Path
from typing import Any

from stages.errors import BenchmarkError


def require_known_version(content: Any, newest: int, path: Path) -> None:  # noqa: ANN401 - any JSON value
    """Refuse a file of a version that is not known here.

    Parameters
    ----------
    content
        What the file holds; `schema_version` is 1 where it is absent. What is no mapping has no version.
    newest
        The last version that is known, at least 1.
    path
        The file, for the message.

    Raises
    ------
    BenchmarkError
        If the version is none of 1, ..., `newest`.
    """
    if not isinstance(content, dict):
        return
    found = content.get("schema_version", 1)
    if type(found) is not int or found < 1:
        what, fix = f"expected a whole number from 1 to {newest}", f"git checkout -- {path}"
    elif found > newest:
        what = f"this version of the benchmark reads up to {newest}"
        fix = "git pull  (a later version of the benchmark wrote the file)"
    else:
        return
    raise BenchmarkError(f"schema_version is {found!r}; {what}", where=f"{path}: schema_version", fix=fix)
