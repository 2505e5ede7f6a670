"""Hold the metrics against scib-metrics, the field's library, on every evaluation."""

from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path

import pyarrow.parquet as pq

from stages.auditing.comparing import Key, compare
from stages.auditing.comparison import Comparison, audit_row
from stages.auditing.rows import AuditRow
from stages.cli import run
from stages.errors import BenchmarkError
from stages.metrics.inputs import read_evaluation
from stages.records import MetricValue
from stages.rows import write_rows


def audit(*, embeddings: Path, prepared: Path, datasets: list[str], max_numbers: int, table: Path) -> None:
    """Write, for every metric and dataset, how far ours is from scib-metrics over all evaluations.

    Metrics of neighbours are held against it twice: handed our exact ones, so that formulas are compared,
    and with those that its own approximate search finds. It takes many minutes, and the judge more than
    half an hour for one embedding of 3,000 cells x 2,000 dimensions: an embedding of more than
    `max_numbers` numbers is not recomputed, and the reason says so.
    """
    rows = [
        row
        for dataset in datasets
        for row in _of_dataset(embeddings, prepared / dataset, dataset, max_numbers)
    ]
    write_rows(AuditRow, rows, table)


def _of_dataset(embeddings: Path, prepared: Path, dataset: str, max_numbers: int) -> Iterable[AuditRow]:
    paths = sorted(embeddings.glob(f"*/{dataset}.parquet"), key=lambda path: (_n_dims(path), path))
    if not paths:
        raise BenchmarkError(
            "there is no embedding to audit; expected one file per submission",
            where=f"{embeddings}/*/{dataset}.parquet",
            fix="make leaderboard",
        )
    found: dict[Key, list[Comparison]] = {}
    for path in paths:  # equal shapes together: the judge compiles for each
        size = pq.read_metadata(path).num_rows, _n_dims(path)
        if found and size[0] * size[1] > max_numbers:
            for listed in found.values():
                listed.append(_left_out(path.parent.name, size))
            continue
        evaluation = read_evaluation(path, prepared / "truth.parquet", prepared / "unintegrated.parquet")
        for key, comparison in compare(evaluation).items():
            found.setdefault(key, []).append(comparison)
    name = f"scib-metrics {version('scib-metrics')}"
    return [audit_row(dataset, metric, name, kind, group) for (metric, kind), group in found.items()]


def _left_out(submission: str, size: tuple[int, int]) -> Comparison:
    """Return what stands for an evaluation that would take the judge too long."""
    why = f"{submission}, {size[0]:,} cells x {size[1]:,} dimensions, would take the judge too long"
    return Comparison(submission, MetricValue.undefined(why), MetricValue.undefined(why))


def _n_dims(path: Path) -> int:
    return int(pq.read_schema(path).field("embedding").type.list_size)


if __name__ == "__main__":
    run(audit)
