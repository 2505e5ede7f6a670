"""Text that a program keeps between two marks of a page that people write."""

from pathlib import Path

from stages.errors import BenchmarkError
from stages.files import write_text


def put_between(begin: str, end: str, content: str, page: Path, *, what: str) -> None:
    """Put content between the two marks of a page; a page that says so already is not written.

    Parameters
    ----------
    begin, end : str
        The marks: two lines, HTML comments.
    content : str
        Markdown, without blank lines around it.
    page : Path
        The page.
    what : str
        The content in words, for the error.

    Raises
    ------
    BenchmarkError
        As `between` does: the page is left as it was.
    """
    text = page.read_text(encoding="utf-8")
    fresh = between(begin, end, content, text, what=what, where=page)
    if fresh != text:
        write_text(fresh, page)


def between(begin: str, end: str, content: str, text: str, *, what: str, where: Path) -> str:
    """Return a page's text with the content between the two marks; the prose around them stays.

    Raises
    ------
    BenchmarkError
        If one of the marks is missing or there twice, or they are in the wrong order.
    """
    if text.count(begin) != 1 or text.count(end) != 1 or text.index(begin) > text.index(end):
        raise BenchmarkError(
            f"the page has no place for {what}; expected the lines `{begin}` and `{end}`, once each",
            where=str(where),
            fix="add the two lines where the text belongs",
        )
    before, rest = text.split(begin)
    return f"{before}{begin}\n\n{content}\n\n{end}{rest.split(end)[1]}"
