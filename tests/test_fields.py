"""The table of every key is made from the schema, and the page holds it."""

import shutil
from pathlib import Path

import pytest

from stages.errors import BenchmarkError
from stages.fields import fields, fields_table
from stages.schema import Author, Checkpoint, Corpus, Library, Runtime, Submission

SUBMIT = Path(__file__).parent.parent / "docs/submit.md"
N_KEYS = sum(
    len(record.model_fields) for record in (Submission, Runtime, Checkpoint, Library, Corpus, Author)
)


def test_the_table_has_every_key_of_every_record():
    """Keys of records inside others are told by their path."""
    table = fields_table()
    assert table.count("\n| `") == N_KEYS
    assert "| `runtime.checkpoint[].sha256` |" in table
    assert "| `track` | `zero-shot`, `fitted`, `control` | required |" in table


def test_the_table_is_printed(capsys):
    """Without a page, for a reader in a terminal."""
    fields()
    assert capsys.readouterr().out == fields_table() + "\n"


def test_the_table_of_the_docs_is_the_schema(tmp_path):
    """What a key means is written once; the command in the first mark brings the page up to date."""
    page = tmp_path / "submit.md"
    shutil.copy(SUBMIT, page)
    fields(page=page)
    assert page.read_bytes() == SUBMIT.read_bytes()


def test_a_stale_table_is_replaced_and_the_rest_stays(tmp_path):
    """Only what is between the marks."""
    page = tmp_path / "submit.md"
    page.write_text(SUBMIT.read_text().replace("| `track` |", "| `trick` |"))
    fields(page=page)
    assert page.read_bytes() == SUBMIT.read_bytes()


def test_a_page_without_marks_is_refused(tmp_path):
    """Nothing is guessed."""
    page = tmp_path / "submit.md"
    page.write_text("# Words\n")
    with pytest.raises(BenchmarkError, match="no place for the keys"):
        fields(page=page)
    assert page.read_text() == "# Words\n"
