"""YAML from strangers is text in lists and mappings, or refused."""

import time

import pytest

from stages.errors import BenchmarkError
from stages.strict_yaml import MAX_BYTES, read_strict_yaml


@pytest.fixture
def read(tmp_path):
    """Return a function that reads some text from a file."""

    def reading(text):
        path = tmp_path / "some.yaml"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return read_strict_yaml(path)

    return reading


def test_scalars_keep_their_text(read):
    """A version is no float, a day no date, `no` no truth value, and a leading zero is not octal."""
    text = "python: 3.10\nday: 2020-01-01\nflag: no\ncode: 010\ntime: 1:30\nlist: [1e3, 'null']\n"
    assert read(text) == {
        "python": "3.10",
        "day": "2020-01-01",
        "flag": "no",
        "code": "010",
        "time": "1:30",
        "list": ("1e3", "null"),
    }


def test_mappings_and_lists_nest(read):
    """What a submission writes in block or in flow style is the same."""
    assert read("runtime:\n  checkpoint:\n  - path: a\n    url: b\n") == read(
        "{runtime: {checkpoint: [{path: a, url: b}]}}"
    )


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("a: &x 1", "an anchor or alias"),
        ("a: *x", "an anchor or alias"),
        ("a: !!python/object/apply:os.system [ls]", "a tag (`!...`)"),
        ("%TAG ! tag:example.org,2000:\n---\na: 1", "a tag (`!...`)"),
        ("a: 1\na: 2", "the key `a` occurs twice"),
        ("a:", "`a` has no value"),
        ("a: null", "`a` has no value"),
        ("a: [~]", "`a` has no value"),
        ("? [a]\n: 1", "a key is a list or a mapping"),
        ("a: 1\n---\nb: 1", "a second document starts here"),
        ("- a", "the file is no mapping"),
        ("", "the file is no mapping"),
        ("a: b: c", "not YAML: mapping values are not allowed here"),
        ("a: [", "not YAML"),
        ("a: \x07", "not YAML: special characters are not allowed"),
        ("a: {b: {c: {d: {e: {f: {g: h}}}}}}", "nested deeper than 6"),
        (b"a: \xff", "byte 3 is no UTF-8"),
        ("a: " + "x" * MAX_BYTES, "16,387 bytes; expected at most 16,384"),
    ],
)
def test_what_is_not_plain_is_refused(read, text, what):
    """Every way in which a file could mean more than it shows has its message."""
    with pytest.raises(BenchmarkError) as caught:
        read(text)
    assert caught.value.what.startswith(what)


def test_a_refusal_names_the_line(read):
    """The line is where the edit goes."""
    with pytest.raises(BenchmarkError) as caught:
        read("a: 1\nb: 2\na: 3\n")
    assert caught.value.where.endswith("some.yaml:3")


def test_a_missing_file_is_named(tmp_path):
    """The message gives the path that was looked for."""
    with pytest.raises(BenchmarkError, match="there is no such file"):
        read_strict_yaml(tmp_path / "some.yaml")


@pytest.mark.parametrize("text", ["a: " + "[" * 16_000, "a: " + "{a: " * 4_000, "a: " + "- " * 8_000])
def test_deep_nesting_is_refused_in_no_time(read, text):
    """A file made to exhaust the parser costs less than a second."""
    started = time.perf_counter()
    with pytest.raises(BenchmarkError):
        read(text)
    assert time.perf_counter() - started < 1
