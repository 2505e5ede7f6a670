"""Tables in a page between two marks, so that no number in it is typed."""

from pathlib import Path

from stages.marked import put_between


def write_section(page: Path, name: str, table: str) -> None:
    """Put a table between the marks of its section."""
    put_between(f"<!-- {name}: measured -->", f"<!-- /{name} -->", table, page, what="the table")
