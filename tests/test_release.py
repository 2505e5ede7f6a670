"""A release is complete, or its gaps are named; the changelog gets the numbers that moved."""

from datetime import UTC, date, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from stages import __version__
from stages.errors import BenchmarkError
from stages.release import unaudited, with_moves

CHANGELOG = """# Changes

## 0.2.0 (unreleased)

- A metric.
- Numbers that moved, and why: not looked at yet.

## 0.1.0

- Numbers that moved, and why: none.
"""
AUDIT = {"dataset": "planted", "metric": "ari", "judge": "scib-metrics 0.5", "n_evaluations": 2}
FILE = Path("CHANGELOG.md")
DAY = date(2026, 12, 1)


@pytest.fixture
def tables(tmp_path):
    """Return a folder with two scored evaluations, a failed one, one that nobody ran, and their audit."""
    rows = [{"dataset": "planted", "status": status} for status in ("ok", "undefined", "failed", "not run")]
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "evaluations.parquet")
    pq.write_table(pa.Table.from_pylist([AUDIT | {"verdict": "equal"}]), tmp_path / "audit.parquet")
    return tmp_path


def test_what_moved_is_written_into_the_section_of_the_version():
    """The section has the day of the release, and other sections stay as they are."""
    text = with_moves(CHANGELOG, "0.2.0", ["`pca` on `planted`: new", "`hvg` on `planted`: gone"], FILE, DAY)
    assert "## 0.2.0 (2026-12-01)\n\n- A metric.\n- Numbers that moved, and why:\n" in text
    assert "  - `pca` on `planted`: new\n  - `hvg`" in text
    assert text.endswith("## 0.1.0\n\n- Numbers that moved, and why: none.\n")
    assert with_moves(text, "0.2.0", [], FILE, DAY) == CHANGELOG.replace("unreleased", "2026-12-01").replace(
        "not looked at yet", "none"
    )
    dated = CHANGELOG.replace("unreleased", "unreleased, 2026-11-23")
    assert "## 0.2.0 (2026-12-01)\n" in with_moves(dated, "0.2.0", [], FILE, DAY)


def test_a_version_without_a_section_is_named():
    """The text is written by people, the numbers are not."""
    without_line = CHANGELOG.replace("- Numbers that moved, and why: not looked at yet.\n", "")
    for text, version in ((CHANGELOG, "0.3.0"), (without_line, "0.2.0")):
        with pytest.raises(BenchmarkError, match=rf"the changelog has no section `## {version}` with a line"):
            with_moves(text, version, [], FILE, DAY)


def test_a_complete_audit_has_no_gap(tables):
    """A failed evaluation has no vectors to audit."""
    assert list(unaudited(tables)) == []


def test_an_audit_that_is_absent_old_or_at_odds_is_named(tables):
    """Each with the way out."""
    table = tables / "audit.parquet"
    pq.write_table(pa.Table.from_pylist([AUDIT | {"n_evaluations": 1, "verdict": "different"}]), table)
    first, second = unaudited(tables)
    assert first.what == "1 evaluations on `planted` are audited; 2 are scored"
    assert second.what == "ari on `planted` differs from scib-metrics 0.5, and nobody knows why"
    table.unlink()
    assert [gap.fix for gap in unaudited(tables)] == ["make audit"]


@pytest.mark.slow
@pytest.mark.xdist_group("pipeline")
def test_a_release_goes_from_gaps_to_a_tag(clone):
    """What is not audited or not pushed stops it; then the changelog is written, and the tag completes it."""
    words = ["make", "release", f"VERSION={__version__}"]
    done = clone.run(*words, check=False)
    assert done.returncode != 0
    assert "the default remote says `new` of data/embeddings/pca/pbmc68k.parquet" in done.stderr
    assert "fix  make audit" in done.stderr
    clone.run("dvc", "push")
    evaluations = pq.read_table(clone.root / "leaderboard/evaluations.parquet").to_pylist()
    audited = AUDIT | {"dataset": "pbmc68k", "verdict": "equal", "n_evaluations": len(evaluations)}
    pq.write_table(pa.Table.from_pylist([audited]), clone.root / "leaderboard/audit.parquet")
    assert "To release: git commit" in clone.run(*words).stdout
    assert f"## {__version__} ({datetime.now(UTC).date()})\n" in (clone.root / "CHANGELOG.md").read_text()
    author = ["-c", "user.name=tests", "-c", "user.email=tests@localhost"]
    clone.run("git", "add", "--all")
    clone.run("git", *author, "commit", "--quiet", "--message=Release")
    clone.run("git", "tag", f"v{__version__}")
    assert f"v{__version__} is complete" in clone.run(*words).stdout
