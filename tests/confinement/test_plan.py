"""The plan of a run reaches the launcher as it was written."""

import resource
from pathlib import Path

from stages.confinement.bubblewrap import arguments
from stages.confinement.job import Job
from stages.confinement.landlock import Rules
from stages.confinement.limits import Limits
from stages.confinement.plan import Plan


def test_a_plan_is_read_as_it_was_written():
    """Numbers stay numbers, bytes stay bytes."""
    plan = Plan(
        tier="landlock",
        parent=12,
        command=["/bin/true", "\u00e9"],
        environment={"A": "b"},
        folder="/",
        files={0: 4, 1: 5},
        status=6,
        limits={resource.RLIMIT_CORE: 0},
        covers={"/root": "mode=755"},
        lent=["/root/python"],
        user=61184,
        rules=Rules(read=("/usr",), write=("/tmp",)),  # noqa: S108
        filter=b"\x00\xff",
        without_capabilities=True,
    )
    assert Plan.from_json(plan.as_json()) == plan


def test_limits_of_one_process_leave_address_space_free():
    """Libraries reserve far more of it than they use; core files are none."""
    limits = Limits(memory_bytes=1 << 30, tmp_bytes=1 << 20, cpu_s=2.5).of_one_process()
    assert resource.RLIMIT_AS not in limits
    assert limits[resource.RLIMIT_DATA] == 1 << 30
    assert limits[resource.RLIMIT_FSIZE] == 1 << 20
    assert limits[resource.RLIMIT_CPU] == 3
    assert limits[resource.RLIMIT_CORE] == 0


def test_bubblewrap_is_given_every_wall(tmp_path):
    """The design's list, word for word, and the command at the end."""
    cells = tmp_path / "cells"
    cells.touch()
    job = Job(
        Path("/usr/bin/python3"),
        ("-I", cells),
        {cells: "/cells"},
        Limits(tmp_bytes=4096, processes=9),
        devices=(Path("/dev/full"),),
    )
    words = arguments(job, Path("/usr/bin/bwrap"))
    text = " ".join(words)
    for wall in (
        "--unshare-user --unshare-pid --unshare-net --unshare-ipc --unshare-uts --unshare-cgroup-try",
        "--disable-userns --die-with-parent --new-session --cap-drop ALL --hostname sandbox",
        "--proc /proc --ro-bind /proc/sys /proc/sys",
        "--dev /dev --size 4096 --tmpfs /dev/shm --dev-bind /dev/full /dev/full --remount-ro /dev",
        "--remount-ro /dev --size 4096 --tmpfs /tmp --",
        f"--ro-bind {cells} /cells --remount-ro / --clearenv",
        "--seccomp 9 --json-status-fd 8 --chdir /tmp -- /usr/bin/prlimit --nproc=9:9 --",
    ):
        assert wall in text
    assert words[-3:] == ["/usr/bin/python3", "-I", "/cells"]
    assert "--bind" not in words
