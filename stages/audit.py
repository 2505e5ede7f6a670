"""Hold the metrics against scib-metrics, the field's library, on every evaluation."""

import warnings
from collections.abc import Iterable, Mapping
from importlib.metadata import version
from pathlib import Path

import pyarrow.parquet as pq
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]  # it publishes no types

from stages.auditing.comparison import Comparison, audit_row, tolerance_of
from stages.auditing.judge import judge
from stages.auditing.referee import referee
from stages.auditing.rows import AuditRow
from stages.cli import run
from stages.errors import BenchmarkError
from stages.metrics.cells import LISI_K, Cells
from stages.metrics.compute import compute
from stages.metrics.inputs import Evaluation, read_evaluation
from stages.rows import write_rows


def audit(*, embeddings: Path, prepared: Path, datasets: list[str], table: Path) -> None:
    """Write, for every metric and dataset, how far ours is from scib-metrics over all evaluations.

    Both get the same exact neighbours, so that formulas are compared and not searches. It takes minutes.
    """
    rows = [row for dataset in datasets for row in _of_dataset(embeddings, prepared / dataset, dataset)]
    write_rows(AuditRow, rows, table)


def _of_dataset(embeddings: Path, prepared: Path, dataset: str) -> Iterable[AuditRow]:
    paths = sorted(embeddings.glob(f"*/{dataset}.parquet"), key=lambda path: (_n_dims(path), path))
    if not paths:
        raise BenchmarkError(
            "there is no embedding to audit; expected one file per submission",
            where=f"{embeddings}/*/{dataset}.parquet",
            fix="make leaderboard",
        )
    found: dict[str, list[Comparison]] = {}
    for path in paths:  # equal shapes together: the judge compiles for each
        evaluation = read_evaluation(path, prepared / "truth.parquet", prepared / "unintegrated.parquet")
        for metric, comparison in compare(evaluation).items():
            found.setdefault(metric, []).append(comparison)
    name = f"scib-metrics {version('scib-metrics')}"
    return [audit_row(dataset, metric, name, comparisons) for metric, comparisons in found.items()]


def _n_dims(path: Path) -> int:
    return int(pq.read_schema(path).field("embedding").type.list_size)


def compare(evaluation: Evaluation) -> Mapping[str, Comparison]:
    """Return metric -> comparison for all that scib-metrics has."""
    points, truth = evaluation.points, evaluation.truth
    cells = Cells(points, truth.label, truth.batch, truth.unintegrated)
    with threadpool_limits(1):  # as in scoring
        ours = compute(cells)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the judge's own
        theirs = judge(points, truth.label, truth.batch, truth.unintegrated, cells.neighbours(LISI_K))
        found = {}
        for metric, value in theirs.items():
            one = Comparison(evaluation.metadata["submission"], ours[metric], value)
            if one.deviation is not None and one.deviation > tolerance_of(metric):
                one = Comparison(one.submission, one.ours, one.theirs, *referee(metric, cells))
            found[metric] = one
    return found


if __name__ == "__main__":
    run(audit)
