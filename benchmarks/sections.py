"""Tables in a page between two marks, so that no number in it is typed."""

from pathlib import Path

from stages.errors import BenchmarkError
from stages.files import write_text


def write_section(page: Path, name: str, table: str) -> None:
    """Put a table between the marks of its section."""
    text = page.read_text(encoding="utf-8")
    begin, end = f"<!-- {name}: measured -->", f"<!-- /{name} -->"
    if text.count(begin) != 1 or text.count(end) != 1:
        raise BenchmarkError(
            f"the page has no place for the table; expected the lines `{begin}` and `{end}`, once each",
            where=str(page),
            fix="add the two lines where the table belongs",
        )
    before, rest = text.split(begin)
    after = rest.split(end)[1]
    write_text(f"{before}{begin}\n\n{table}\n\n{end}{after}", page)
