"""What a submission brings is recognised as changed, whoever changed it."""

import os

import pytest

from stages.confinement.outcome import Rejected
from stages.confinement.trees import signature


@pytest.fixture
def folder(tmp_path):
    """Return a folder with a file in another."""
    (tmp_path / "code" / "part").mkdir(parents=True)
    (tmp_path / "code" / "part" / "embed.py").write_text("one")
    return tmp_path / "code"


def test_reading_changes_nothing(folder):
    """The signature is the same as long as nobody writes."""
    before = signature([folder])
    (folder / "part" / "embed.py").read_text()
    assert signature([folder]) == before


@pytest.mark.parametrize("change", ["content", "mode", "name", "more", "date put back"])
def test_a_change_is_seen(folder, change):
    """Content, mode and names; setting the date back does not hide it."""
    before, file = signature([folder]), folder / "part" / "embed.py"
    date = file.stat().st_mtime_ns
    if change in {"content", "date put back"}:
        file.write_text("two")
    if change == "date put back":
        os.utime(file, ns=(date, date))
    if change == "mode":
        file.chmod(0o600)
    if change == "name":
        file.rename(folder / "part" / "other.py")
    if change == "more":
        (folder / "new").touch()
    assert signature([folder]) != before


@pytest.mark.parametrize("place", ["root", "inside"])
def test_a_link_is_refused_wherever_it_is(folder, place):
    """It could lead to a file of ours."""
    link = folder.parent / "link" if place == "root" else folder / "link"
    link.symlink_to("/etc/passwd")
    with pytest.raises(Rejected, match="link is a link"):
        signature([link if place == "root" else folder])


def test_a_pipe_is_refused(folder):
    """Whoever opens it waits for ever."""
    os.mkfifo(folder / "pipe")
    with pytest.raises(Rejected, match="code/pipe is neither a file nor a folder"):
        signature([folder])
