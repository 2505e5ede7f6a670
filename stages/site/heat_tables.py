"""A submission's scores: datasets by metrics, one table for each view."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from stages.columns import RankingRow
from stages.metrics.metric import Metric
from stages.metrics.views import PCA_DIMS
from stages.ranking.headline import HEADLINE_VIEW
from stages.records import Group
from stages.site.board import Board
from stages.site.cells import Cell, score

_TITLES: dict[str, str] = {
    "native": "As it is (native)",
    "pca50": f"Reduced to {PCA_DIMS} dimensions (pca50)",
}
_SAME = f"As it is (native), which is also {_TITLES['pca50'].lower()}"
_GROUPS: dict[Group, str] = {"biology": "biology", "batch": "batch removal"}


@dataclass(frozen=True, slots=True)
class HeatTable:
    """Datasets (or submissions) by metrics, in one view."""

    view: str
    title: str
    meaning: str
    lines: Sequence[tuple[str, str, Sequence[Cell]]]  # name, where it links to, cells


def shown(board: Board, metrics: Mapping[str, Metric]) -> list[Metric]:
    """Return the metrics that the tables hold, in the order of the registry."""
    held = {row.metric for rows in board.scores.values() for row in rows}
    return [metric for name, metric in metrics.items() if name in held]


def heat_tables(board: Board, row: RankingRow, metrics: Sequence[Metric]) -> list[HeatTable]:
    """Return one table per view, or a single one where nothing was to be reduced."""
    if _same_views(board, row):
        views = {metric.name: HEADLINE_VIEW.get(metric.group, "native") for metric in metrics}
        meaning = f"It has at most {PCA_DIMS} dimensions on every dataset, so that both views are identical."
        return [HeatTable("native", _SAME, meaning, _lines(board, row, metrics, views))]
    tables = []
    for view, title in _TITLES.items():
        lines = _lines(board, row, metrics, {metric.name: view for metric in metrics})
        taken = [name for group, name in _GROUPS.items() if HEADLINE_VIEW.get(group) == view]
        tables.append(
            HeatTable(view, title, f"The leaderboard takes {' and '.join(taken)} from here.", lines)
        )
    return tables


def _same_views(board: Board, row: RankingRow) -> bool:
    rows = (
        found for dataset in board.active for found in board.scores.get((row.submission, dataset.dataset), ())
    )
    widths = [found.n_dims for found in rows if found.n_dims is not None]
    return bool(widths) and max(widths) <= PCA_DIMS


def _lines(
    board: Board, row: RankingRow, metrics: Sequence[Metric], views: Mapping[str, str]
) -> list[tuple[str, str, list[Cell]]]:
    return [
        (
            dataset.title,
            f"../datasets/{dataset.dataset}.html",
            scores_of(board, row.submission, dataset.dataset, metrics, views),
        )
        for dataset in board.active
    ]


def scores_of(
    board: Board, submission: str, dataset: str, metrics: Sequence[Metric], views: Mapping[str, str]
) -> list[Cell]:
    """Return one cell per metric, each from the view that `views` names for it."""
    rows = {(row.metric, row.view): row for row in board.scores.get((submission, dataset), ())}
    return [score(rows.get((metric.name, views[metric.name]))) for metric in metrics]
