"""Root lends files from closed folders, and nothing that lies beside them."""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from stages.confinement.identity import is_root, may_mount, spare_user
from stages.confinement.lending import covers_for, require_readable
from stages.errors import BenchmarkError

ROOT = Path(__file__).parents[2]
BORROWER = """
import os, sys
from stages.confinement.identity import become
from stages.confinement.lending import lend
os.umask(0o022)
closed = sys.argv[1]
lend({closed: "mode=755"}, [closed + "/lent", closed + "/deep/file"])
become(61184)
texts = [open(closed + name).read() for name in ("/lent/inside", "/deep/file")]
print(os.getuid(), sorted(os.listdir(closed)), *texts)
for name in ("/lent/inside", "/deep/file", "/new"):
    try:
        open(closed + name, "w")
    except OSError as error:
        print(error.strerror)
"""


@pytest.fixture
def closed():
    """Yield a folder that only its owner may enter, in one that everybody may."""
    folder = Path(tempfile.mkdtemp(prefix="frozen-cells-closed-", dir="/var/tmp"))
    (folder / "lent").mkdir()
    (folder / "deep").mkdir()
    (folder / "lent" / "inside").write_text("one")
    (folder / "deep" / "file").write_text("two")
    (folder / "deep" / "secret").write_text("three")
    yield folder
    shutil.rmtree(folder)


def test_a_borrower_sees_what_is_lent_and_cannot_change_it(closed):
    """Under its own name, read-only; what lies beside it is not there, and the host keeps its own."""
    if not may_mount():
        pytest.skip("only root may mount")
    done = subprocess.run(
        [sys.executable, "-c", BORROWER, str(closed)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.stdout.splitlines() == [
        "61184 ['deep', 'lent'] one two",
        *["Read-only file system"] * 2,
        "Permission denied",
    ], done.stderr
    assert {path.name for path in (closed / "deep").iterdir()} == {"file", "secret"}


def test_the_outermost_closed_folder_is_the_one_to_cover(closed):
    """What is closed within it needs no cover of its own."""
    (closed / "deep").chmod(0o700)
    assert covers_for([closed / "deep" / "file"]) == {closed}
    assert covers_for([Path("/usr/bin")]) == set()


def test_a_file_that_is_closed_itself_is_named(closed):
    """With its mode, and the command that opens it."""
    (closed / "lent").chmod(0o700)
    with pytest.raises(BenchmarkError, match="its mode is 0700; expected readable by everyone") as caught:
        require_readable([closed / "lent"])
    assert caught.value.fix.startswith("chmod -R o+rX")
    require_readable([closed / "deep" / "file"])


def test_a_user_is_drawn_for_root_only():
    """Another one each time, of those that no account has."""
    if not is_root():
        assert spare_user() is None
        return
    drawn = {spare_user() for _ in range(20)}
    assert drawn == {None} or (len(drawn) > 1 and all(61184 <= user <= 65519 for user in drawn))
