"""Every shell and Python block of the documentation runs, in the order in which it is read."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PAGES = sorted(
    path.relative_to(ROOT)
    for pattern in ("*.md", "docs/*.md", "leaderboard/README.md")
    for path in ROOT.glob(pattern)
)
BLOCK = re.compile(r"^```(bash|sh|python)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
WHO = {  # a reader has told git who they are
    f"GIT_{role}_{key}": value
    for role in ("AUTHOR", "COMMITTER")
    for key, value in (("NAME", "tests"), ("EMAIL", "tests@localhost"))
}
# pandas hands pyarrow an open file, after which an interpreter that ends may abort or hang in pyarrow's
# threads (apache/arrow, issue 50482): a block has run when its last line has.
END_AT_ONCE = "\nimport os, sys\nsys.stdout.flush()\nos._exit(0)\n"
RUNNERS = {
    "bash": ["bash", "-euo", "pipefail", "-c"],
    "sh": ["sh", "-eu", "-c"],
    "python": [sys.executable, "-c"],
}


def blocks(page):
    """Return (line, language, code) of each block that a reader could run."""
    text = (ROOT / page).read_text()
    return [(text.count("\n", 0, match.start()) + 1, *match.groups()) for match in BLOCK.finditer(text)]


@pytest.mark.xdist_group("pipeline")
@pytest.mark.parametrize("page", [page for page in PAGES if blocks(page)], ids=str)
def test_blocks_of_a_page_run(page, clone):
    """A reader who follows a page from top to bottom meets no error."""
    path = f"{clone.root / '.venv/bin'}{os.pathsep}{os.environ['PATH']}"
    for line, language, code in blocks(page):
        done = subprocess.run(
            [*RUNNERS[language], code + END_AT_ONCE * (language == "python")],
            cwd=clone.root,
            env=os.environ | {"PATH": path, "DVC_NO_ANALYTICS": "1"} | WHO,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{page}:{line}\n{code}\n{done.stdout}\n{done.stderr}"


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_blocks_name_their_language(page):
    """A block without a language would be neither run nor highlighted."""
    fences = re.findall(r"^```(.*)$", (ROOT / page).read_text(), re.MULTILINE)
    assert all(language for language in fences[::2]), f"{page} opens a block without a language"
