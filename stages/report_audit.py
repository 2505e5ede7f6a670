"""What the audit found, for readers: tables on a page that people write."""

from pathlib import Path

from stages.auditing.rows import AuditRow
from stages.cli import run
from stages.metrics import METRICS
from stages.reporting.audit_tables import audit_tables
from stages.reporting.places import fill
from stages.reporting.reading import read_rows


def report_audit(*, audit: Path, page: Path) -> None:
    """Write ours beside the field's library, metric by metric, between the page's markers."""
    tables = {"audit": audit_tables(read_rows(AuditRow, audit), METRICS)}
    fill(page, tables, stage="report_audit")


if __name__ == "__main__":
    run(report_audit)
