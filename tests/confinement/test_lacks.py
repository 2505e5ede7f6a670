"""A machine that cannot confine says which feature it lacks, and how to get it."""

import pytest

from stages.confinement import build, landlock
from stages.confinement.ground import Ground, ground_for
from stages.confinement.job import Job
from stages.confinement.lacks import explained
from stages.errors import BenchmarkError


@pytest.mark.parametrize(
    ("said", "what", "fix"),
    [
        ("bwrap: setting up uid map: Permission denied", "AppArmor keeps", "apparmor_restrict"),
        (
            "bwrap: loopback: Failed RTM_NEWADDR: Operation not permitted",
            "AppArmor keeps",
            "apparmor_restrict",
        ),
        (
            "bwrap: No permissions to create new namespace, likely because ...",
            "no user namespaces",
            "sysctl -w",
        ),
        ("bwrap: Creating new namespace failed: No space left on device", "no user namespaces", "sysctl -w"),
        ("bwrap: Unknown option --size", "older than version 0.8", "0.8 or newer"),
        ("bwrap: execvp /usr/bin/prlimit: No such file or directory", "no prlimit", "util-linux"),
    ],
)
def test_a_message_of_bubblewrap_is_explained(said, what, fix):
    """The feature by name, the message itself, and what helps."""
    lack = BenchmarkError(f"the sandbox could not be set up: {said}", where="this machine", fix="-")
    found = explained(lack)
    assert what in found.what
    assert said.removeprefix("bwrap: ") in found.what
    assert fix in found.fix


def test_an_unknown_message_is_left_as_it_is():
    """Nothing is guessed."""
    lack = BenchmarkError("the sandbox could not be set up: bwrap: a new fault", where="here", fix="there")
    assert explained(lack) is lack


@pytest.fixture
def job(tmp_path):
    """Return a job of this machine's Python."""
    return Job(tmp_path / "python", ())


def test_an_old_kernel_is_named(job, monkeypatch):
    """Landlock without TCP is refused, with the version that has it."""
    monkeypatch.setattr(landlock, "abi", lambda: 3)
    with pytest.raises(BenchmarkError, match="version 3 of Landlock; expected 4 or newer") as caught:
        build.plan_for(job, Ground("landlock"), files={}, status=1)
    assert "Linux 6.7" in caught.value.fix


def test_another_processor_is_named(job, monkeypatch):
    """There are no numbers of system calls for it."""
    monkeypatch.setattr(build.platform, "machine", lambda: "riscv64")
    with pytest.raises(BenchmarkError, match="the processor is riscv64; system calls are filtered on x86_64"):
        build.plan_for(job, Ground("bubblewrap"), files={}, status=1)


def test_root_that_may_not_mount_cannot_lend_its_interpreter(job, monkeypatch, tmp_path):
    """The folder that keeps others out is named."""
    (tmp_path / "closed").mkdir(mode=0o700)
    (tmp_path / "closed" / "cells").touch(mode=0o644)
    closed = Job(job.python, (), {tmp_path / "closed" / "cells": "/cells"})
    monkeypatch.setattr("stages.confinement.ground.is_root", lambda: True)
    monkeypatch.setattr("stages.confinement.ground.spare_user", lambda: 61184)
    monkeypatch.setattr("stages.confinement.ground.may_mount", lambda: False)
    with (
        pytest.raises(BenchmarkError, match=r"only root may enter .*, and a submission never runs as root"),
        ground_for("bubblewrap", closed),
    ):
        pass


def test_root_that_can_become_nobody_is_refused_bubblewrap(job, monkeypatch):
    """It never runs as root."""
    monkeypatch.setattr("stages.confinement.ground.is_root", lambda: True)
    monkeypatch.setattr("stages.confinement.ground.spare_user", lambda: None)
    with pytest.raises(BenchmarkError, match="bubblewrap never runs as root"), ground_for("bubblewrap", job):
        pass
