"""What the simulations found, for readers: figures, and tables on a page that people write."""

from pathlib import Path

from stages.cli import run
from stages.files import write_text
from stages.metrics import METRICS
from stages.reporting.coverage_figure import coverage_figure
from stages.reporting.coverage_words import coverage_words
from stages.reporting.curves import curves
from stages.reporting.places import fill
from stages.reporting.reading import read_rows
from stages.reporting.sensitivity_figure import sensitivity_figure
from stages.reporting.svg import PALETTES
from stages.reporting.tables import coverage_tables, sensitivity_tables
from stages.simulation.rows import CoverageRow, SensitivityRow


def report(*, sensitivity: Path, coverage: Path, page: Path, figures: Path) -> None:
    """Draw the figures in the colours of either theme, and write the tables between the page's markers."""
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
    fill(page, tables, stage="report")


if __name__ == "__main__":
    run(report)
