"""Every key of submission.yaml as a table: from the schema, for a reader or into a page."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Literal, get_args, get_origin

from pydantic import BaseModel

from stages.cli import run
from stages.marked import put_between
from stages.schema import Submission

_BEGIN = "<!-- keys: written by `python -m stages.fields --page docs/submit.md` -->"
_END = "<!-- /keys -->"
_WIDEST = 50  # characters of an example in a table


def fields(*, page: Path | None = None) -> None:
    """Print every key of submission.yaml, or write them between the markers of a page."""
    if page is None:
        sys.stdout.write(fields_table() + "\n")
        return
    put_between(_BEGIN, _END, fields_table(), page, what="the keys")


def fields_table() -> str:
    """Return every key as a Markdown table: what it can be, whether it may be left out, what it means."""
    lines = ["| key | value | left out | meaning |", "| --- | --- | --- | --- |"]
    return "\n".join([*lines, *_rows(Submission, "")])


def _rows(record: type[BaseModel], prefix: str) -> Iterator[str]:
    for name, field in record.model_fields.items():
        values = (
            get_args(field.annotation) if get_origin(field.annotation) is Literal else field.examples or []
        )
        shown = ", ".join(f"`{value}`" for value in values if len(value) < _WIDEST)
        default = "" if field.default in {None, ()} else f"`{str(field.default).lower()}`"
        left_out = "required" if field.is_required() else default
        yield f"| `{prefix}{name}` | {shown} | {left_out} | {field.description} |"
        yield from _rows_inside(field.annotation, f"{prefix}{name}")


def _rows_inside(hint: object, name: str) -> Iterator[str]:
    """Yield the rows of the record that a key holds, alone or in a list."""
    for kind, prefix in ((hint, f"{name}."), *((part, f"{name}[].") for part in get_args(hint))):
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            yield from _rows(kind, prefix)


if __name__ == "__main__":
    run(fields)
