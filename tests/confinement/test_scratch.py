"""A scratch folder goes with its owner, at the latest when the next one is made."""

import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from stages.confinement import scratch
from stages.confinement.scratch import remove, scratch_for, sweep

KILLED = """
import os
from stages.confinement.scratch import scratch_for
with scratch_for(None) as folder:
    print(folder)
    os.kill(os.getpid(), 9)
"""


@pytest.fixture(autouse=True)
def temporary(tmp_path, monkeypatch):
    """Keep the folders of other runs out of the tests."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def test_a_scratch_folder_is_removed_with_what_is_in_it(temporary):
    """Also where folders in it were made unreadable."""
    with scratch_for(None) as folder:
        assert folder.stat().st_mode & 0o777 == 0o700
        (folder / "a" / "b").mkdir(parents=True)
        (folder / "a" / "b" / "c").touch()
        (folder / "link").symlink_to("/etc")
        (folder / "a").chmod(0)
    assert list(temporary.iterdir()) == []
    assert Path("/etc/passwd").exists()


def test_a_folder_in_use_is_left_alone_and_a_forgotten_one_is_swept(temporary):
    """The lock of a process that was killed is free."""
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-uc", KILLED],
        capture_output=True,
        text=True,
        check=False,
        cwd=root,
        env={"TMPDIR": str(temporary)},
    )
    forgotten = Path(done.stdout.strip())
    assert forgotten.is_dir()
    with scratch_for(None) as folder:
        assert not forgotten.exists()
        sweep()
        assert folder.exists()


def test_a_link_with_the_name_of_a_scratch_folder_is_not_followed(temporary):
    """What somebody else put there stays as it is."""
    (temporary / "precious").mkdir()
    (temporary / "precious" / "file").touch()
    (temporary / f"{scratch._PREFIX}x").symlink_to(temporary / "precious")
    sweep()
    assert (temporary / "precious" / "file").exists()
    remove(temporary / "precious")
    assert not (temporary / "precious").exists()
