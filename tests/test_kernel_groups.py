"""The memory that control groups leave is found in either way of the kernel, however deep the group lies."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from stages.kernel_groups import room_in_groups

ROOT = Path(__file__).parent.parent
WAYS = {
    1: ("3:cpu:/x\n4:memory:{}\n0::/\n", "memory", "memory.limit_in_bytes", "total_rss {}\ntotal_cache 7\n"),
    2: ("0::{}\n", "", "memory.max", "anon {}\nfile 7\nshmem 0\n"),
}


@pytest.fixture(params=WAYS)
def groups(request, tmp_path):
    """Return a function that bounds groups, path -> bound, and says what is left in the one at `own`."""
    line, below, bound_file, statistics = WAYS[request.param]

    def left(own, bounds, held=0):
        (tmp_path / "cgroup").write_text(line.format(own))
        for path, bound in bounds.items():
            folder = tmp_path / "mount" / below / path
            folder.mkdir(parents=True, exist_ok=True)
            (folder / bound_file).write_text(f"{bound}\n")
            (folder / "memory.stat").write_text(statistics.format(held))
        return room_in_groups(tmp_path / "cgroup", tmp_path / "mount")

    return left


def test_the_own_group_bounds_memory(groups):
    """That of a scope or of a cluster's job lies deep in the tree."""
    assert groups("/user.slice/run.scope", {"user.slice/run.scope": 4_096_000}) == 4_096_000


def test_a_group_around_it_bounds_it_too(groups):
    """The tightest counts, wherever it is."""
    assert (
        groups("/slurm/job_1/step_0", {"slurm/job_1": 1000, "slurm/job_1/step_0": "max", "slurm": 5000})
        == 1000
    )


@pytest.mark.parametrize("own", ["/", "/docker/abc", "/../../other"])
def test_a_container_sees_its_own_group_as_the_outermost(groups, own):
    """Also where its path is that of a tree which it cannot see, and never a folder above it."""
    assert groups(own, {".": 2000}) == 2000


def test_what_is_held_already_is_not_left(groups):
    """Without files that were read, which the kernel can drop; a full group has nothing left."""
    assert groups("/job", {"job": 4000}, held=1500) == 2500
    assert groups("/job", {"job": 4000}, held=5000) == 0


@pytest.mark.parametrize("bound", ["max", "9223372036854771712"])
def test_a_group_without_a_bound_bounds_nothing(groups, bound):
    """The two ways in which a kernel says so."""
    assert groups("/job", {"job": bound, ".": bound}) is None


def test_a_system_without_groups_bounds_nothing(tmp_path):
    """Elsewhere than on Linux."""
    assert room_in_groups(tmp_path / "none", tmp_path) is None


def test_a_scope_of_systemd_is_found():
    """As a person starts one; skipped where this account has no group to give, or none with memory."""
    words = ["systemd-run", "--user", "--scope", "--quiet", "--property=MemoryMax=2G", sys.executable, "-c"]
    code = "import stages.kernel_groups as found; print(found.room_in_groups() or 0)"
    if shutil.which(words[0]) is None:
        pytest.skip("there is no systemd-run on this machine")
    done = subprocess.run([*words, code], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode or not int(done.stdout):
        pytest.skip(f"this account has no group of its own to give: {done.stderr.strip()}")
    assert int(done.stdout) <= 2 << 30
