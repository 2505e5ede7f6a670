"""YAML from strangers is text in lists and mappings, or refused."""

import random
import time

import pytest
from hostile_yaml import GOOD, MALICIOUS

from stages.errors import BenchmarkError
from stages.strict_yaml import MAX_BYTES, read_strict_yaml
from stages.submission import read_submission


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
        ("a: [" + "b," * 3_000 + "b]", "more than 2,048 keys and values"),
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
    """A file made to exhaust the parser costs less than a second of work."""
    started = time.process_time()
    with pytest.raises(BenchmarkError):
        read(text)
    assert time.process_time() - started < 1


@pytest.fixture
def describe(tmp_path):
    """Return a function that reads bytes as a submission: what it refused, if it did so with little work."""
    folder = tmp_path / "mymodel"
    folder.mkdir()

    def reading(content, most_work_s=1.0):
        (folder / "submission.yaml").write_bytes(content)
        for _ in range(10):  # the least of several has no pause of the interpreter in it
            started, refusal = time.process_time(), None
            try:
                read_submission(folder)
            except BenchmarkError as error:
                refusal = error
            if time.process_time() - started < most_work_s:
                return refusal
        pytest.fail(f"more than {most_work_s} s of work: {content!r}")

    return reading


def test_the_description_that_is_attacked_is_good(describe):
    """Otherwise it would be refused for another reason."""
    assert describe(GOOD.encode()) is None


@pytest.mark.parametrize("content", MALICIOUS.values(), ids=MALICIOUS.keys())
def test_a_malicious_description_is_refused_at_once(describe, content):
    """No file makes the reader crash, grow, wait or believe it."""
    assert describe(content if isinstance(content, bytes) else content.encode()) is not None


@pytest.mark.parametrize("n_files", [300, pytest.param(20_000, marks=pytest.mark.slow)])
def test_a_damaged_description_is_read_or_refused(describe, n_files):
    """Bytes that are changed, lost, doubled or swapped raise nothing but a message."""
    rng = random.Random(0)  # noqa: S311 - damage needs no secrecy
    sources = [content if isinstance(content, bytes) else content.encode() for content in MALICIOUS.values()]
    damaged = (_damaged(rng.choice([GOOD.encode(), *sources]), rng) for _ in range(n_files))
    for content in [*sources, *damaged]:
        describe(content, most_work_s=1 if n_files == 300 else 0.1)


def _damaged(content, rng):
    """Return the content after one to eight edits, from what YAML gives a meaning to."""
    edited = bytearray(content[:4_000])
    for _ in range(rng.randint(1, 8)):
        at = rng.randrange(len(edited) + 1)
        piece = rng.choice(
            [
                b"&a ",
                b"*a",
                b"!!x ",
                b"- ",
                b"{",
                b"]",
                b": ",
                b"#",
                b"'",
                b"\n",
                b"\t",
                b"|",
                b"%",
                b"\xff",
                b"\0",
            ]
        )
        edited[at : at + rng.choice([0, 0, 1, 5, 50])] = rng.choice([piece, b"", piece * 9, rng.randbytes(3)])
    return bytes(edited)
