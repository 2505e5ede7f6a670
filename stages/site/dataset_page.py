"""One page per dataset, and the list of them."""

from collections.abc import Mapping, Sequence

from stages.catalog import Dataset
from stages.columns import DatasetRow, ScoreRow
from stages.metrics.metric import Metric
from stages.ranking.headline import HEADLINE_VIEW
from stages.site.board import Board
from stages.site.cells import NO_SCORES, Cell, Gap, gaps, spread
from stages.site.dataset_lines import DatasetLine, dataset_lines
from stages.site.heat_tables import scores_of, shown
from stages.site.template import page
from stages.site.waiting import waiting


def dataset_pages(
    board: Board, metrics: Mapping[str, Metric], catalog: Mapping[str, Dataset]
) -> list[tuple[str, bytes]]:
    """Return (path, page) of the list of datasets and of every dataset."""
    held = shown(board, metrics)
    others = [row for row in board.datasets.values() if not row.active]
    index = page(
        "datasets.html",
        title="Datasets",
        description="Every dataset of the catalog: what it is, its licence, and what it is too small for.",
        parts=[("Evaluated", board.active), ("In the catalog, not evaluated here", others)],
    )
    pages = [
        (f"datasets/{row.dataset}.md", _page(board, row, held, catalog.get(row.dataset)))
        for row in board.datasets.values()
    ]
    return [("datasets/index.md", index), *pages]


def _page(board: Board, row: DatasetRow, metrics: Sequence[Metric], entry: Dataset | None) -> bytes:
    parts = [board.ranked, board.controls] if row.active else []
    evaluated = [line for rows in parts for line in dataset_lines(board, row, rows)]
    views = {metric.name: HEADLINE_VIEW.get(metric.group, "native") for metric in metrics}
    lines = [_line(board, row, line, metrics, views) for line in evaluated]
    return page(
        "dataset.html",
        title=row.dataset,
        description=f"The dataset {row.dataset}: cells, labels, licence, and every submission on it.",
        row=row,
        keys=entry.keys if entry else None,
        metrics=metrics,
        lines=lines,
        gaps=_gaps(metrics, lines),
        waits=waiting(board, [row]) if row.active else [],
        excluded=_excluded(board, row, metrics, views),
        labels=_shares(row.labels, row.cells_per_label),
        batches=_shares(row.batches, row.cells_per_batch),
        contamination=list(
            zip(row.contamination_corpora, row.contamination, row.contamination_evidence, strict=True)
        ),
    )


def _line(
    board: Board, row: DatasetRow, line: DatasetLine, metrics: Sequence[Metric], views: Mapping[str, str]
) -> tuple[str, str, list[Cell]]:
    """Return name, link and cells of one submission or control."""
    target = f"../submissions/{line.row.submission}.html" if line.row.kind == "submission" else ""
    cells = scores_of(board, line.row.submission, row.dataset, metrics, views)
    return line.row.name, target, [line.overall, line.biology, line.batch, *cells]


def _gaps(metrics: Sequence[Metric], lines: Sequence[tuple[str, str, list[Cell]]]) -> list[Gap]:
    """Return what is missing: who failed, and then metrics with the submissions that lack them."""
    titles = ["Overall", "Biology kept", "Batch removed", *(metric.title for metric in metrics)]
    failed = [(name, cells[0]) for name, _, cells in lines if cells[0].text in NO_SCORES]
    others = [(name, cells) for name, _, cells in lines if cells[0].text not in NO_SCORES]
    by_column = ((title, name, cells[i]) for i, title in enumerate(titles) for name, cells in others)
    return gaps([*failed, *spread(by_column, len(others))])


def _excluded(
    board: Board, dataset: DatasetRow, metrics: Sequence[Metric], views: Mapping[str, str]
) -> list[tuple[str, str]]:
    """Return (metric, why it does not count here), the same for every submission."""
    rows: dict[tuple[str, str], ScoreRow] = {
        (row.metric, row.view): row
        for (_, name), rows in board.scores.items()
        if name == dataset.dataset
        for row in rows
    }
    found = [(metric, rows.get((metric.name, views[metric.name]))) for metric in metrics]
    return [
        (metric.title, row.counts_reason) for metric, row in found if row and metric.ranked and not row.counts
    ]


def _shares(names: Sequence[str], counts: Sequence[int]) -> list[tuple[str, int, str]]:
    """Return (name, cells, width of its bar out of 100), the largest first."""
    most = max(counts, default=1)
    pairs = sorted(zip(names, counts, strict=True), key=lambda pair: -pair[1])
    return [(name, n_cells, f"{100 * n_cells / most:.1f}") for name, n_cells in pairs]
