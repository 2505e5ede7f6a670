"""Writers are atomic and byte-stable."""

import errno
import os

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from stages.errors import BenchmarkError
from stages.files import read_json, replacing, sha256_of, write_json, write_parquet, write_text


def test_a_write_that_breaks_leaves_the_old_file_and_no_draft(tmp_path):
    """A crash between two bytes costs nothing that was there."""
    path = tmp_path / "scores.json"
    write_text("old", path)

    def interrupted():
        with replacing(path) as draft:
            draft.write_text("half")
            message = "power cut"
            raise KeyboardInterrupt(message)

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert path.read_text() == "old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["scores.json"]


def test_json_is_sorted_keeps_full_precision_and_ends_with_a_newline(tmp_path):
    """The same content is the same bytes, and a float comes back as it was."""
    path = tmp_path / "deep" / "scores.json"
    value = 0.1 + 0.2
    write_json({"b": value, "a": None}, path)
    first = path.read_bytes()
    write_json({"a": None, "b": value}, path)
    assert path.read_bytes() == first
    assert first.endswith(b"}\n")
    assert read_json(path)["b"] == value


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_json_refuses_what_is_not_a_number(tmp_path, value):
    """NaN in a file is an undefined value without its reason."""
    with pytest.raises(ValueError, match="not JSON compliant"):
        write_json({"nmi": value}, tmp_path / "scores.json")
    assert not list(tmp_path.iterdir())


def test_damaged_json_is_named(tmp_path):
    """The message says which file and how to get it back."""
    path = tmp_path / "scores.json"
    path.write_text('{"nmi": ')
    with pytest.raises(BenchmarkError, match="not JSON") as caught:
        read_json(path)
    assert caught.value.where == str(path)
    assert "git checkout" in caught.value.fix


def test_parquet_is_the_same_bytes_twice_and_detects_a_flipped_bit(tmp_path):
    """Pages carry checksums, and nothing in the file depends on when it was written."""
    vectors = np.random.default_rng(0).normal(size=(400, 8)).astype(np.float32)
    table = pa.table(
        {
            "cell_id": [f"cell{i}" for i in range(400)],
            "embedding": pa.FixedSizeListArray.from_arrays(pa.array(vectors.ravel()), 8),
            "score": pa.array(vectors[:, 0]),
        }
    )
    paths = [tmp_path / "a.parquet", tmp_path / "b.parquet"]
    for path in paths:
        write_parquet(table, path)
    assert sha256_of(paths[0]) == sha256_of(paths[1])
    assert pq.read_table(paths[0]).equals(table)
    damaged = bytearray(paths[0].read_bytes())
    damaged[len(damaged) // 3] ^= 16
    paths[1].write_bytes(damaged)
    with pytest.raises(OSError, match=r"(?i)crc|checksum|corrupt"):
        pq.read_table(paths[1], page_checksum_verification=True)


def test_drafts_of_killed_writers_are_swept(tmp_path):
    """One that is older than an hour has no writer any more; a young one may have."""
    path = tmp_path / "scores.json"
    old, young = tmp_path / ".scores.json.a.tmp", tmp_path / ".scores.json.b.tmp"
    for draft in (old, young):
        draft.write_text("half")
    os.utime(old, (0, 0))
    write_text("whole", path)
    assert sorted(entry.name for entry in tmp_path.iterdir()) == [young.name, path.name]


def test_other_errors_of_the_system_pass_through(tmp_path):
    """Only a full disk is told as such."""

    def denied():
        with replacing(tmp_path / "scores.json"):
            raise PermissionError

    with pytest.raises(PermissionError):
        denied()


def test_a_full_disk_is_told_in_three_lines(tmp_path):
    """Whether the number or the text of the error says so."""

    def full(error):
        with replacing(tmp_path / "scores.json"):
            raise error

    for error in (
        OSError(errno.ENOSPC, "full"),
        OSError("errno = 28, error message = 'No space left on device'"),
    ):
        with pytest.raises(
            BenchmarkError, match=r"the disk is full: .* bytes are free; the old file is kept"
        ):
            full(error)
