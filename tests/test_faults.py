"""Writers that are killed, writers at the same time, and a disk that is full lose no row."""

import json
import multiprocessing
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from stages.files import read_json, write_json

ROOT = Path(__file__).parent.parent
FORK = multiprocessing.get_context("fork")
N_WRITERS, N_ROWS = 8, 50
FULL_DISK = """
import os, pathlib, random, subprocess, sys
import numpy as np
import anndata as ad
import pyarrow as pa
from stages.errors import BenchmarkError
from stages.files import write_h5ad, write_json, write_parquet

FULL = 3

def ending(write, content, path):
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    try:
        write(content, path)
    except BenchmarkError as error:
        os._exit(FULL if "the disk is full" in str(error) else 1)
    os._exit(0)

rng, numbers = random.Random(0), np.random.default_rng(0).normal(size=60_000).astype(np.float32)
disk = pathlib.Path(sys.argv[1])
writers = [
    (write_json, numbers.tolist(), disk / "scores.json"),
    (write_parquet, pa.table({"x": numbers}), disk / "scores.parquet"),
    (write_h5ad, ad.AnnData(numbers.reshape(-1, 100)), disk / "cells.h5ad"),
]
full = 0
for _ in range(int(sys.argv[2])):
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1400k", "tmpfs", str(disk)], check=True)
    for write, content, path in writers:
        path.write_bytes(b"old")
        (disk / "filling").write_bytes(bytes(rng.randrange(1_250_000, 1_380_000) // 4096 * 4096))
        ended = ending(write, content, path)
        # The library of HDF5 itself crashes now and then on a disk that is full: nothing is lost then either.
        assert ended in {0, FULL} or (ended < 0 and write is write_h5ad), (path, ended)
        assert path.stat().st_size > 3 if ended == 0 else path.read_bytes() == b"old", path
        full += ended != 0
        drafts = [name for name in os.listdir(disk) if name.endswith(".tmp")]
        assert ended < 0 or not drafts
        for name in drafts:
            (disk / name).unlink()
        path.unlink()
        (disk / "filling").unlink()
    subprocess.run(["umount", str(disk)], check=True)
print(full)
"""


def write_rows(folder, writer, acknowledge=None):
    """Write rows until there are enough; tell the number of each that is there."""
    for number in range(N_ROWS):
        write_json({"writer": writer, "row": number}, folder / f"{writer}-{number}.json")
        if acknowledge is not None:
            os.write(acknowledge, bytes([number]))


@pytest.mark.parametrize("n_kills", [20, pytest.param(200, marks=pytest.mark.slow)])
def test_a_row_that_was_acknowledged_survives_any_kill(tmp_path, n_kills, fault):
    """Every row whose write had ended is there and whole; no file is half a row."""
    rng, lost = random.Random(0), set()  # noqa: S311 - moments, not secrets
    for number in range(n_kills):
        folder = tmp_path / str(number)
        folder.mkdir()
        reading, writing = os.pipe()
        writer = FORK.Process(target=write_rows, args=(folder, 0, writing))
        writer.start()
        os.close(writing)
        with os.fdopen(reading, "rb", buffering=0) as pipe:
            told = {pipe.read(1)[0] for _ in range(rng.randrange(1, 8))}
            time.sleep(rng.uniform(0, 0.01))
            os.kill(writer.pid, signal.SIGKILL)
            writer.join()
            told |= set(pipe.read())
        there = {int(path.stem[2:]): read_json(path) for path in folder.glob("*.json")}
        lost |= told - set(there)
        assert all(content == {"writer": 0, "row": row} for row, content in there.items())
    fault("`kill -9` of who writes rows", "every row is there whose write had ended", n_kills, lost)


def test_writers_at_the_same_time_lose_no_row(tmp_path, fault):
    """8 writers of 50 rows each: 400 rows."""
    writers = [FORK.Process(target=write_rows, args=(tmp_path, number)) for number in range(N_WRITERS)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    rows = {(row["writer"], row["row"]) for row in map(read_json, tmp_path.iterdir())}
    lost = N_WRITERS * N_ROWS - len(rows)
    fault("rows of 8 writers at the same time", "every row is there", N_WRITERS * N_ROWS, lost)


def overwrite(path, content, n_times):
    """Write the same file again and again."""
    for _ in range(n_times):
        write_json(content, path)


def test_a_reader_meets_whole_files_only(tmp_path):
    """Several writers of one file: it is always what one of them wrote."""
    path, contents = tmp_path / "scores.json", [[number] * 5000 for number in range(3)]
    write_json(contents[0], path)
    writers = [FORK.Process(target=overwrite, args=(path, content, 20)) for content in contents]
    for writer in writers:
        writer.start()
    while any(writer.is_alive() for writer in writers):
        assert json.loads(path.read_text()) in contents
    assert [entry.name for entry in tmp_path.iterdir()] == ["scores.json"]


def may_mount():
    """Say whether a namespace of our own may mount a disk."""
    words = ["unshare", "--user", "--map-root-user", "--mount", "mount", "-t", "tmpfs", "tmpfs", "/mnt"]
    return subprocess.run(words, capture_output=True, check=False).returncode == 0


@pytest.mark.parametrize("n_disks", [6, pytest.param(20, marks=pytest.mark.slow)])
def test_a_full_disk_keeps_the_old_file_and_is_named(tmp_path, fault, n_disks):
    """Disks with a random rest of room, three formats: the old file, a clear message, no draft."""
    if not may_mount():
        pytest.skip("this machine lets no ordinary user mount a small disk to fill")
    disk = tmp_path / "disk"
    disk.mkdir()
    words = ["unshare", "--user", "--map-root-user", "--mount", sys.executable, "-c", FULL_DISK]
    done = subprocess.run(
        [*words, str(disk), str(n_disks)],
        env=os.environ | {"PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "ignore"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    n_full = int(done.stdout)
    assert n_full > n_disks, "the disks were not full"
    fault("a disk that is full before a file is whole", "the old file stays; the error says so", n_full)
