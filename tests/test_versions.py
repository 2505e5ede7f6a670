"""A file of an earlier version is read, of a later one refused, of none at all named."""

from pathlib import Path

import pytest

from stages.errors import BenchmarkError
from stages.versions import require_known_version

PATH = Path("leaderboard/runs/pca/tiny.json")


@pytest.mark.parametrize("content", [{}, {"schema_version": 1}, {"schema_version": 3}, [2], None])
def test_known_versions_pass(content):
    """All up to the newest, and the first, which may leave it out; a list has none."""
    require_known_version(content, 3, PATH)


def test_a_later_version_is_refused():
    """What it means is not known here."""
    with pytest.raises(BenchmarkError, match=r"is 4; this version of the benchmark reads up to 3\n") as error:
        require_known_version({"schema_version": 4}, 3, PATH)
    assert error.value.where == f"{PATH}: schema_version"
    assert error.value.fix.startswith("git pull")


@pytest.mark.parametrize("found", ["4", 0, -1, 1.5, True, None, [4]])
def test_what_is_no_version_is_refused(found):
    """A text is not compared with a number, and so not let through."""
    with pytest.raises(BenchmarkError, match=r"expected a whole number from 1 to 3\n") as error:
        require_known_version({"schema_version": found}, 3, PATH)
    assert error.value.fix == f"git checkout -- {PATH}"
