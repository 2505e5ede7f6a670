"""A graphics processor is shown by its own files, or its absence is told."""

import os
import stat
from pathlib import Path

import pytest
from hostile_world import LIMITS, PYTHON, require_tier

from stages.confinement.devices import nvidia
from stages.confinement.identity import is_root
from stages.confinement.job import Job
from stages.confinement.outcome import Text
from stages.errors import BenchmarkError
from stages.sandbox import run_confined


def test_a_machine_without_the_processor_is_told(tmp_path):
    """The first file that is missing is named; an ordinary file in its place is no device."""
    (tmp_path / "nvidiactl").touch()
    with pytest.raises(BenchmarkError, match="there is no device nvidiactl; this submission computes on"):
        nvidia(folder=tmp_path)


def test_the_files_of_one_processor_are_named(tmp_path):
    """Control, memory and the one processor; not its neighbours."""
    if not is_root():
        pytest.skip("only root can make devices")
    for minor, name in enumerate(("nvidiactl", "nvidia-uvm", "nvidia0", "nvidia1", "nvidia-caps")):
        try:
            os.mknod(tmp_path / name, stat.S_IFCHR | 0o600, os.makedev(195, minor))
        except PermissionError as error:
            pytest.skip(f"devices cannot be made here: {error}")
    assert [path.name for path in nvidia(1, tmp_path)] == ["nvidiactl", "nvidia-uvm", "nvidia1"]


def test_a_device_that_is_bound_is_there_and_others_are_not():
    """One that bubblewrap does not show by itself."""
    require_tier("bubblewrap")
    shown = {"null", "zero", "full", "random", "urandom", "tty", "console", "ptmx"}
    others = [
        path for path in sorted(Path("/dev").iterdir()) if path.is_char_device() and path.name not in shown
    ]
    if len(others) < 2:
        pytest.skip("this machine has no other devices")
    found = Text(10_000)
    job = Job(
        PYTHON,
        ("-ISB", "-c", "import os; os.write(3, ' '.join(os.listdir('/dev')).encode())"),
        limits=LIMITS,
        devices=(others[0],),
    )
    outcome = run_confined(job, tier="bubblewrap", sinks={3: found})
    assert outcome.status == "ok", outcome.log
    names = set(found.content.decode().split())
    assert others[0].name in names
    assert others[1].name not in names
