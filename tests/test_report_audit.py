"""The page of the audit is what its table says."""

from pathlib import Path

import pytest
from made_simulations import audit_rows

from stages.auditing.rows import AuditRow
from stages.errors import BenchmarkError
from stages.report_audit import report_audit
from stages.rows import write_rows

ROOT = Path(__file__).parent.parent
PLACE = "# Audit\n\n<!-- audit: written by `dvc repro report_audit` -->\nold text\n<!-- /audit -->\n\nend\n"


@pytest.fixture
def desk(tmp_path):
    """Return a folder with a made table and a page."""
    write_rows(AuditRow, audit_rows(), tmp_path / "audit.parquet")
    (tmp_path / "audit.md").write_text(PLACE)
    return tmp_path


def test_tables_take_their_place_and_the_prose_stays(desk):
    """Doing it again changes nothing."""
    for _ in range(2):
        report_audit(audit=desk / "audit.parquet", page=desk / "audit.md")
        text = (desk / "audit.md").read_text()
        assert text.startswith("# Audit\n")
        assert text.endswith("\n\nend\n")
        assert text.count("| BRAS | 4 |") == 1
        assert "old text" not in text


def test_a_page_without_the_place_is_refused(desk):
    """It stays as it was."""
    (desk / "audit.md").write_text("# Audit\n")
    with pytest.raises(BenchmarkError, match="the page has no place for the tables of audit"):
        report_audit(audit=desk / "audit.parquet", page=desk / "audit.md")
    assert (desk / "audit.md").read_text() == "# Audit\n"


def test_what_is_in_git_is_what_the_table_says(tmp_path):
    """No number on the page was typed."""
    page = tmp_path / "audit.md"
    page.write_bytes((ROOT / "docs/audit.md").read_bytes())
    report_audit(audit=ROOT / "leaderboard/audit.parquet", page=page)
    assert page.read_bytes() == (ROOT / "docs/audit.md").read_bytes(), "dvc repro report_audit"
