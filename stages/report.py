"""What simulations and the audit found: figures, and tables on pages that people write."""

from collections.abc import Mapping
from pathlib import Path

from stages.auditing.rows import AuditRow
from stages.cli import run
from stages.errors import BenchmarkError
from stages.files import write_text
from stages.metrics import METRICS
from stages.reporting.audit_tables import audit_tables
from stages.reporting.coverage_figure import coverage_figure
from stages.reporting.coverage_words import coverage_words
from stages.reporting.curves import curves
from stages.reporting.reading import read_rows
from stages.reporting.sensitivity_figure import sensitivity_figure
from stages.reporting.svg import PALETTES
from stages.reporting.tables import coverage_tables, sensitivity_tables
from stages.simulation.rows import CoverageRow, SensitivityRow


def report(
    *, sensitivity: Path, coverage: Path, audit: Path, page: Path, audit_page: Path, figures: Path
) -> None:
    """Draw both figures in the colours of either theme, and write the tables between the pages' markers."""
    found, counted = curves(read_rows(SensitivityRow, sensitivity)), read_rows(CoverageRow, coverage)
    ranked = {name: metric for name, metric in METRICS.items() if metric.ranked}
    shown = {name: metric for name, metric in METRICS.items() if not metric.ranked}
    for theme, palette in PALETTES.items():
        write_text(sensitivity_figure(found, ranked, palette), figures / f"sensitivity-{theme}.svg")
        write_text(sensitivity_figure(found, shown, palette), figures / f"sensitivity-others-{theme}.svg")
        write_text(coverage_figure(counted, ranked, palette), figures / f"coverage-{theme}.svg")
    tables = {
        "sensitivity": sensitivity_tables(found, METRICS),
        "coverage": f"{coverage_words(counted, METRICS)}\n\n{coverage_tables(counted, METRICS)}",
    }
    _fill(page, tables)
    _fill(audit_page, {"audit": audit_tables(read_rows(AuditRow, audit), METRICS)})


def _fill(page: Path, tables: Mapping[str, str]) -> None:
    text = page.read_text(encoding="utf-8")
    for name, content in tables.items():
        text = _filled(text, name, content, page)
    write_text(text, page)


def _filled(text: str, name: str, content: str, page: Path) -> str:
    """Return the text with the content between the markers of that name."""
    begin, end = f"<!-- {name}: written by `dvc repro report` -->", f"<!-- /{name} -->"
    if text.count(begin) != 1 or text.count(end) != 1 or text.index(begin) > text.index(end):
        raise BenchmarkError(
            f"the page has no place for the tables of {name}; expected the lines `{begin}` and `{end}`, "
            "once each",
            where=str(page),
            fix="add the two lines where the tables belong",
        )
    before, rest = text.split(begin)
    return f"{before}{begin}\n\n{content}\n\n{end}{rest.split(end)[1]}"


if __name__ == "__main__":
    run(report)
