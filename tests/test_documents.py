"""What does not fit a closed schema is named."""

from typing import Literal

import pytest
from pydantic import BaseModel, ConfigDict, Field

from stages.documents import read_yaml, validated
from stages.errors import BenchmarkError


class Inner(BaseModel):
    """A nested record."""

    model_config = ConfigDict(extra="forbid")
    colour: str


class Outer(BaseModel):
    """A record with each kind of nesting."""

    model_config = ConfigDict(extra="forbid")
    size: int = Field(examples=["7"])
    inner: Inner | None = None
    many: tuple[Inner, ...] = ()
    end: Literal["left", "right"] = "left"


def test_a_long_file_is_read_with_its_text_kept(tmp_path):
    """The catalog grows beyond what a stranger may send."""
    path = tmp_path / "a.yaml"
    path.write_text("".join(f"key{number}: 3.10\n" for number in range(5000)))
    content = read_yaml(path)
    assert len(content) == 5000
    assert set(content.values()) == {"3.10"}


def test_text_becomes_what_the_schema_says():
    """The schema converts, not the reader."""
    assert validated(Outer, {"size": "3"}, where="x").size == 3


@pytest.mark.parametrize(
    ("content", "message", "where"),
    [
        ({"size": "3", "iner": {}}, "unknown key `iner`; did you mean `inner`?", "x: iner"),
        ({"sise": "3"}, "unknown key `sise`; did you mean `size`?", "x: sise"),
        ({"size": "3", "inner": {"color": "a"}}, "did you mean `colour`?", "x: inner.color"),
        ({"size": "3", "many": [{"color": "a"}]}, "did you mean `colour`?", "x: many[0].color"),
        ({}, "the key `size` is absent", "x: size"),
        ({"size": "3", "inner": {}}, "the key `colour` is absent", "x: inner.colour"),
        ({"size": "big"}, "size is 'big'; expected a whole number", "x: size"),
        ({"size": "3", "inner": "red"}, "inner is 'red'; expected keys and values", "x: inner"),
        ({"size": "3", "many": "red"}, "many is 'red'; expected a list", "x: many"),
        ({"size": "3", "end": "lft"}, "end is 'lft'; expected left or right; did you mean `left`?", "x: end"),
        ("red", "the content is 'red'; expected keys and values", "x: "),
    ],
)
def test_what_does_not_fit_the_schema_is_named(content, message, where):
    """A misspelt key goes before the required key that it leaves out."""
    with pytest.raises(BenchmarkError) as error:
        validated(Outer, content, where="x")
    assert message in error.value.what
    assert error.value.where == where


def test_a_place_inside_a_file_is_continued():
    """The entry of a catalog is named before its key."""
    with pytest.raises(BenchmarkError) as error:
        validated(Outer, {}, where="catalog.yaml: tiny")
    assert error.value.where == "catalog.yaml: tiny.size"


def test_the_way_out_is_an_example_where_the_schema_has_one():
    """Else the keys that there are, or the key itself."""
    with pytest.raises(BenchmarkError, match=r"add `size: 7`"):
        validated(Outer, {}, where="x")
    with pytest.raises(BenchmarkError, match=r"for example `size: 7`"):
        validated(Outer, {"size": "big"}, where="x")
    with pytest.raises(BenchmarkError, match="the keys here are size, inner, many, end"):
        validated(Outer, {"sise": "3"}, where="x")
    with pytest.raises(BenchmarkError, match=r"add `colour: \.\.\.`"):
        validated(Outer, {"size": "3", "inner": {}}, where="x")
    with pytest.raises(BenchmarkError, match=r"correct `colour`"):
        validated(Outer, {"size": "3", "inner": {"colour": ("a",)}}, where="x")


def test_all_that_does_not_fit_is_told_at_once():
    """Unknown keys first; a key that is there under a misspelt name is not told as absent as well."""
    with pytest.raises(BenchmarkError) as error:
        validated(
            Outer, {"sise": "3", "end": "lft", "many": [{"color": "a"}, {"colour": "b"}, {}]}, where="x"
        )
    assert [each.where for each in (error.value, *error.value.others)] == [
        "x: many[0].color", "x: sise", "x: many[2].colour", "x: end",
    ]  # fmt: skip
    assert "did you mean `colour`?" in str(error.value)
    assert "did you mean `left`?" in str(error.value)


def test_a_misspelt_key_beside_the_right_one_hides_nothing_of_it():
    """Both are told: the one is unknown, the other has a value of another form."""
    with pytest.raises(BenchmarkError) as error:
        validated(Outer, {"sise": "3", "size": "big"}, where="x")
    assert [each.where for each in (error.value, *error.value.others)] == ["x: sise", "x: size"]


def test_of_very_many_problems_twenty_are_told():
    """And how many there are."""
    with pytest.raises(BenchmarkError) as error:
        validated(Outer, {"size": "3"} | {f"key{number}": "" for number in range(2000)}, where="x")
    assert len(error.value.others) == 20
    assert error.value.others[-1].what == "2000 keys do not fit, of which 20 are told"
