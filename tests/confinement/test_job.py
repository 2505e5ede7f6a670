"""A job says what a program sees, and under which names."""

from pathlib import Path

import pytest

from stages.confinement.job import Job


@pytest.fixture
def cells(tmp_path):
    """Return a file that a link leads to."""
    (tmp_path / "cache").mkdir()
    (tmp_path / "cache" / "cells").write_text("counts")
    (tmp_path / "cells").symlink_to(tmp_path / "cache" / "cells")
    return tmp_path / "cells"


def test_a_path_of_the_command_is_named_as_the_program_sees_it(cells):
    """Inside it has the name of the job, else the name of the file that a link leads to."""
    job = Job(Path("/usr/bin/python3"), ("-I", cells), {cells: "/cells"})
    assert job.words(renamed=True) == ["/usr/bin/python3", "-I", "/cells"]
    assert job.words(renamed=False) == ["/usr/bin/python3", "-I", str(cells.resolve())]


def test_a_file_in_a_folder_of_the_job_is_named_within_it(tmp_path):
    """The folder has the name, the file its place in it."""
    job = Job(Path("/usr/bin/python3"), (tmp_path / "a" / "b",), {tmp_path: "/input"})
    assert job.words(renamed=True)[1] == "/input/a/b"


def test_a_path_that_the_program_would_not_see_is_a_bug_of_ours():
    """It is named, with what there is."""
    with pytest.raises(KeyError, match="/etc/passwd is a path of the command, but in none of"):
        Job(Path("/usr/bin/python3"), (Path("/etc/passwd"),)).words(renamed=True)


def test_the_environment_is_made_and_not_inherited(monkeypatch):
    """A token of ours is not in it; what the job says is, and may replace what is fixed."""
    monkeypatch.setenv("TOKEN", "secret")
    job = Job(Path("/usr/bin/python3"), (), environment={"OMP_NUM_THREADS": "2", "LANG": "C"})
    variables = job.variables("/home")
    assert "TOKEN" not in variables
    assert variables["HOME"] == variables["TMPDIR"] == "/home"
    assert variables["OMP_NUM_THREADS"] == "2"
    assert variables["LANG"] == "C"
    assert variables["PATH"].split(":")[0] == "/usr/bin"
