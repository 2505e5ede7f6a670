"""The tables hold the types they promise, the same bytes for the same rows, and every column is explained."""

import re
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from stages.errors import BenchmarkError
from stages.files import write_text
from stages.ranking.intervals import ENOUGH_DATASETS
from stages.ranking.scaling import NARROWEST_SCALE
from stages.tables import (
    CHECKS,
    PICTURES,
    TABLES,
    DatasetRow,
    EvaluationRow,
    columns_text,
    tables,
    write_rows,
)

README = Path(__file__).parent.parent / "leaderboard/README.md"
MARKERS = "<!-- columns: written by `python -m stages.tables leaderboard/README.md` -->\n<!-- /columns -->"

each_table = pytest.mark.parametrize("kind", [*TABLES, *CHECKS, *PICTURES], ids=lambda kind: kind.table)


def example(kind, number):
    """Return a row with a value of its type in every column."""
    values = {"string": f"row {number}", "int32": number, "float": 0.1 * number, "bool": number % 2 == 0}
    lists = {"list<element: string>": ("a", "b"), "list<element: int32>": (1, 2)}
    types = {name: type_.replace("item", "element") for name, (type_, _) in kind.columns().items()}
    return kind(**{name: (values | lists)[type_] for name, type_ in types.items()})


@each_table
def test_rows_are_read_back_as_they_were_written(kind, tmp_path):
    """In their order, floats in single precision, and with the name of the table inside."""
    path = tmp_path / "table.parquet"
    rows = [example(kind, number) for number in (2, 1)]
    write_rows(kind, rows, path)
    table = pq.read_table(path)
    assert table.num_rows == 2
    assert table.schema.metadata[b"table"] == kind.table.encode()
    for name, value in table.to_pylist()[0].items():
        expected = getattr(rows[0], name)
        if isinstance(expected, float):
            assert value == pytest.approx(expected, rel=1e-7)
        else:
            assert value == (list(expected) if isinstance(expected, tuple) else expected)


@each_table
def test_an_empty_table_has_its_columns(kind, tmp_path):
    """No submission yet is no reason to have no table."""
    write_rows(kind, [], tmp_path / "table.parquet")
    assert pq.read_table(tmp_path / "table.parquet").schema.names == [leaf.name for leaf in fields(kind)]


@each_table
def test_the_same_rows_give_the_same_bytes(kind, tmp_path):
    """A rewritten table is no change."""
    rows = [example(kind, number) for number in range(50)]
    for name in ("one", "two"):
        write_rows(kind, rows, tmp_path / name)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


@each_table
def test_numbers_are_of_32_bits(kind):
    """A browser reads 64-bit integers as another type, and doubles cost twice the bytes."""
    for leaf in kind.arrow_schema():
        plain = leaf.type.value_type if pa.types.is_list(leaf.type) else leaf.type
        assert plain in {pa.string(), pa.int32(), pa.float32(), pa.bool_()}, leaf.name


def test_a_null_where_there_must_be_a_value_is_a_bug_and_not_a_file(tmp_path):
    """Arrow refuses it, with the column's name."""
    row = example(EvaluationRow, 1)
    broken = EvaluationRow(**{leaf.name: getattr(row, leaf.name) for leaf in fields(row)} | {"status": None})
    with pytest.raises(pa.ArrowInvalid, match="status"):
        write_rows(EvaluationRow, [broken], tmp_path / "table.parquet")
    assert list(tmp_path.iterdir()) == []


def test_every_column_is_explained_in_the_readme():
    """The text between the markers is what the row classes say today: else regenerate it."""
    text = README.read_text()
    assert columns_text() in text, "run: python -m stages.tables leaderboard/README.md"


def test_the_readme_names_the_limits_that_the_code_has():
    """Numbers in its prose follow the constants."""
    text = README.read_text()
    assert f"closer than {NARROWEST_SCALE}," in text
    assert f"from {ENOUGH_DATASETS} datasets on" in text


def test_every_table_has_a_line_in_the_readme():
    """Nobody has to guess what a file is."""
    text = README.read_text()
    assert all(f"| `{kind.table}.parquet` |" in text for kind in (*TABLES, *CHECKS, *PICTURES))


def test_the_readme_lists_what_the_folder_holds():
    """Everything in git has a line, and what has a line is there unless the line says that it may not be."""
    lines = re.findall(r"^\| `([\w/<>]+\.\w+)` \| (.+) \|$", README.read_text(), re.MULTILINE)
    words = ["git", "ls-files", "-z", "."]
    done = subprocess.run(words, cwd=README.parent, capture_output=True, text=True, check=True)
    tracked = {name.split("/")[0] for name in done.stdout.split("\0") if name} - {README.name}
    assert tracked <= {path.split("/")[0] for path, _ in lines}
    for path, meaning in lines:
        found = any(README.parent.glob(re.sub("<[a-z]+>", "*", path)))
        assert found or "(optional: " in meaning, path


def test_writing_the_columns_again_changes_nothing(tmp_path):
    """The command is its own test."""
    path = tmp_path / "README.md"
    write_text(f"# Results\n\n{MARKERS}\n\nThe end.\n", path)
    tables(path)
    once = path.read_text()
    assert once.startswith("# Results\n")
    assert once.endswith("\n\nThe end.\n")
    assert columns_text() in once
    tables(path)
    assert path.read_text() == once


@pytest.mark.parametrize("text", ["", MARKERS + MARKERS, "\n".join(reversed(MARKERS.splitlines()))])
def test_a_readme_without_a_place_for_the_columns_is_refused(tmp_path, text):
    """No marker, two pairs, or the wrong order: the file stays as it is."""
    path = tmp_path / "README.md"
    path.write_text(text)
    with pytest.raises(BenchmarkError, match="the page has no place for the columns"):
        tables(path)
    assert path.read_text() == text


def test_the_command_that_the_readme_names_works(tmp_path):
    """As it stands in the marker, with a copy of the file."""
    copy = tmp_path / "README.md"
    copy.write_text(README.read_text())
    subprocess.run([sys.executable, "-m", "stages.tables", str(copy)], check=True, cwd=README.parent.parent)
    assert copy.read_text() == README.read_text()


def test_a_table_says_of_every_column_whether_it_may_be_null():
    """Required columns are marked so in the file itself."""
    schema = DatasetRow.arrow_schema()
    assert schema.field("n_cells").nullable
    assert not schema.field("dataset").nullable
