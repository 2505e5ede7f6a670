"""Trees of processes are measured from outside, each page and each process once."""

import subprocess
import sys
import time
from pathlib import Path

import pytest

from stages.confinement.limits import Limits
from stages.confinement.tree import children, descendants, end
from stages.confinement.watch import (
    Disk,
    Sample,
    counted_once,
    excess,
    host_disk,
    private_disk,
    still_running,
    take_sample,
)

MIB = 1 << 20
FAMILY = """
import os, sys, time
taken = b"x" * (64 << 20)
for _ in range(3):
    if os.fork() == 0:
        break
print("ready", flush=True)
time.sleep(60)
"""


@pytest.fixture
def family():
    """Yield a process that holds 64 MiB and has three children that share them."""
    parent = subprocess.Popen([sys.executable, "-ISBc", FAMILY], stdout=subprocess.PIPE)
    for _ in range(4):
        parent.stdout.readline()
    yield parent.pid
    end([*descendants(parent.pid), parent.pid])
    parent.wait()
    parent.stdout.close()


def test_all_that_descends_from_a_process_is_found(family):
    """Three children, without the process itself."""
    assert len(descendants(family)) == 3
    assert set(children(family)) == set(descendants(family))


def test_pages_that_a_fork_shares_count_once(family):
    """The sum of all would be four times as much; a limit between them is not exceeded."""
    sample = take_sample(family, Disk)
    assert sample.threads == 3
    assert sample.memory_bytes > 3 * 64 * MIB
    assert 40 * MIB < counted_once(sample).memory_bytes < 80 * MIB


def test_processes_that_have_ended_are_told_from_those_that_run(family):
    """A number that another process has by now is not the same process."""
    sample = take_sample(family, Disk)
    assert set(still_running(sample.processes)) == set(sample.processes)
    assert still_running({process: since + 1 for process, since in sample.processes.items()}) == []
    end(list(sample.processes))
    late = time.monotonic() + 60
    while any(Path(f"/proc/{process}/exe").exists() for process in sample.processes):
        assert time.monotonic() < late
        time.sleep(0.01)


def test_a_process_that_is_gone_uses_nothing():
    """Its number is asked for in vain."""
    gone = subprocess.Popen(["true"])
    gone.wait()
    assert descendants(gone.pid) == []
    assert take_sample(gone.pid, Disk) == Sample()
    end([gone.pid])


@pytest.mark.parametrize(
    ("sample", "status"),
    [
        (Sample(), None),
        (Sample(private_bytes=90 * MIB, shared_bytes=20 * MIB), "memory"),
        (Sample(private_bytes=90 * MIB, shared_bytes=8 * MIB, disk=Disk(used_bytes=8 * MIB)), None),
        (Sample(private_bytes=90 * MIB, disk=Disk(used_bytes=11 * MIB)), "memory"),
        (Sample(disk=Disk(full=True)), "disk"),
        (Sample(threads=12), None),
        (Sample(threads=13), "pids"),
        (Sample(cpu_s=5.1), "cpu_timeout"),
    ],
)
def test_a_limit_that_is_exceeded_has_its_status(sample, status):
    """Shared memory and temporary files are the same pages; two processes are the sandbox's own."""
    found = excess(sample, Limits(memory_bytes=100 * MIB, processes=10, cpu_s=5))
    assert (found and found[0]) == status
    assert found is None or found[1]


def test_files_of_a_folder_are_added_up(tmp_path):
    """What they take on the disk counts, and each one a little more."""
    assert host_disk(tmp_path, MIB) == Disk()
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "file").write_bytes(b"x" * 100_000)
    with (tmp_path / "sparse").open("wb") as file:
        file.truncate(1 << 40)
    found = host_disk(tmp_path, MIB)
    assert 100_000 <= found.used_bytes < 120_000
    assert not found.full
    assert host_disk(tmp_path, 50_000).full


def test_a_file_system_of_the_host_is_not_taken_for_one_of_a_sandbox():
    """Only one of the size that was given is looked at."""
    assert private_disk(1, ("/tmp", "/nowhere"), 12345) == Disk()  # noqa: S108
