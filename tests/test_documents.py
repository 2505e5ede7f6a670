"""What a person wrote in YAML is read as written, and what does not fit is named."""

import pytest
from pydantic import BaseModel, ConfigDict

from stages.documents import read_yaml, validated
from stages.errors import BenchmarkError


class Inner(BaseModel):
    """A nested record."""

    model_config = ConfigDict(extra="forbid")
    colour: str


class Outer(BaseModel):
    """A record with each kind of nesting."""

    model_config = ConfigDict(extra="forbid")
    size: int
    inner: Inner | None = None
    many: tuple[Inner, ...] = ()


@pytest.fixture
def write(tmp_path):
    """Return a function that writes a YAML file."""

    def write(text):
        path = tmp_path / "a.yaml"
        path.write_text(text)
        return path

    return write


def test_scalars_keep_their_text(write):
    """A version is no number, a date no date, and `no` no boolean."""
    text = "a: 3.10\nb: 2023-05-08\nc: no\nd: [1, null]\n"
    assert read_yaml(write(text)) == {"a": "3.10", "b": "2023-05-08", "c": "no", "d": ["1", "null"]}


@pytest.mark.parametrize(
    ("text", "message", "line"),
    [
        ("a: 1\nb: 2\na: 3\n", "the key `a` occurs twice", 3),
        ("a: {b: 1, b: 2}\n", "the key `b` occurs twice", 1),
        ("a: [1\n", "not YAML", 2),
    ],
)
def test_what_is_no_yaml_is_named_with_its_line(write, text, message, line):
    """A key that occurs twice is as wrong as a missing bracket."""
    with pytest.raises(BenchmarkError, match=message) as error:
        read_yaml(write(text))
    assert error.value.where.endswith(f"a.yaml:{line}")


def test_bytes_that_are_no_text_are_refused(tmp_path):
    """A file in another encoding is no YAML."""
    path = tmp_path / "a.yaml"
    path.write_bytes(b"a: \xff\xfe")
    with pytest.raises(BenchmarkError, match="not YAML"):
        read_yaml(path)


def test_a_list_is_no_mapping(write):
    """A file holds keys."""
    with pytest.raises(BenchmarkError, match="the file holds list; expected a mapping"):
        read_yaml(write("- a\n"))


def test_a_missing_file_is_named(tmp_path):
    """The path is in the error."""
    with pytest.raises(BenchmarkError, match="there is no such file"):
        read_yaml(tmp_path / "a.yaml")


def test_text_becomes_what_the_schema_says():
    """The schema converts, not the reader."""
    assert validated(Outer, {"size": "3"}, where="x").size == 3


@pytest.mark.parametrize(
    ("content", "message", "where"),
    [
        ({"size": "3", "iner": {}}, "unknown key `iner`; .* did you mean `inner`?", "x.iner"),
        ({"sise": "3"}, "unknown key `sise`; .* did you mean `size`?", "x.sise"),
        ({"size": "3", "inner": {"color": "a"}}, "did you mean `colour`?", "x.inner.color"),
        ({"size": "3", "many": [{"color": "a"}]}, "did you mean `colour`?", "x.many.0.color"),
        ({}, "the key `size` is absent", "x.size"),
        ({"size": "big"}, "found 'big'; expected a whole number", "x.size"),
        ({"size": "3", "inner": "red"}, "found 'red'; expected a mapping", "x.inner"),
        ({"size": "3", "many": "red"}, "found 'red'; expected a list", "x.many"),
    ],
)
def test_what_does_not_fit_the_schema_is_named(content, message, where):
    """A misspelt key goes before the required key that it leaves out."""
    with pytest.raises(BenchmarkError, match=message) as error:
        validated(Outer, content, where="x")
    assert error.value.where == where
