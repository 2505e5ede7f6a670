"""The places of a page that people write, in which a stage puts its tables."""

from collections.abc import Mapping
from pathlib import Path

from stages.errors import BenchmarkError
from stages.files import write_text


def fill(page: Path, tables: Mapping[str, str], *, stage: str) -> None:
    """Write each table between the markers that name it and the stage; the prose around them stays.

    Raises
    ------
    BenchmarkError
        If a pair of markers is missing, or there twice: the page is left as it was.
    """
    text = page.read_text(encoding="utf-8")
    for name, content in tables.items():
        text = _filled(text, name, content, page, stage)
    write_text(text, page)


def _filled(text: str, name: str, content: str, page: Path, stage: str) -> str:
    """Return the text with the content between the markers of that name."""
    begin, end = f"<!-- {name}: written by `dvc repro {stage}` -->", f"<!-- /{name} -->"
    if text.count(begin) != 1 or text.count(end) != 1 or text.index(begin) > text.index(end):
        raise BenchmarkError(
            f"the page has no place for the tables of {name}; expected the lines `{begin}` and `{end}`, "
            "once each",
            where=str(page),
            fix="add the two lines where the tables belong",
        )
    before, rest = text.split(begin)
    return f"{before}{begin}\n\n{content}\n\n{end}{rest.split(end)[1]}"
