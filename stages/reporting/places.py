"""The places of a page that people write, in which a stage puts its tables."""

from collections.abc import Mapping
from pathlib import Path

from stages.files import write_text
from stages.marked import between


def fill(page: Path, tables: Mapping[str, str], *, stage: str) -> None:
    """Write each table between the markers that name it and the stage; the prose around them stays.

    Raises
    ------
    BenchmarkError
        If a pair of markers is missing, or there twice: the page is left as it was.
    """
    text = page.read_text(encoding="utf-8")
    for name, content in tables.items():
        begin, end = f"<!-- {name}: written by `dvc repro {stage}` -->", f"<!-- /{name} -->"
        text = between(begin, end, content, text, what=f"the tables of {name}", where=page)
    write_text(text, page)
