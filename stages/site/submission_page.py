"""One page per submission: what it is, every number it has, and the line that makes it again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from stages.columns import DatasetRow, EvaluationRow, RankingRow, ScoreRow
from stages.metrics.metric import Metric
from stages.metrics.views import PCA_DIMS
from stages.ranking.headline import HEADLINE_VIEW
from stages.records import Group
from stages.site.bibtex import bibtex
from stages.site.board import Board
from stages.site.cells import (
    NO_SCORES,
    Cell,
    Gap,
    difference,
    gaps,
    mean,
    nothing,
    overall,
    score,
    share,
    spread,
)
from stages.site.checks import DEPENDS_ON, badge, check_lines
from stages.site.leaderboard_page import cost, rank
from stages.site.pictures import Layouts, pictures
from stages.site.template import page

_TITLES: dict[str, str] = {
    "native": "As it is (native)",
    "pca50": f"Reduced to {PCA_DIMS} dimensions (pca50)",
}
_SAME = f"As it is (native), which is also {_TITLES['pca50'].lower()}"
_SCRIPTS = ["assets/parquet.js", *(f"assets/board/{name}.js" for name in ("figures", "tables", "pictures"))]
_GROUPS: dict[Group, str] = {"biology": "biology", "batch": "batch removal"}


@dataclass(frozen=True, slots=True)
class Evaluation:
    """A submission on one dataset."""

    dataset: DatasetRow
    row: EvaluationRow | None
    overall: Cell | None
    provenance: ScoreRow | None

    @property
    def stage(self) -> str:
        """The stage of the pipeline that is to be repeated: a failed run has no score."""
        return "embed" if self.row is not None and self.row.status in NO_SCORES else "score"


@dataclass(frozen=True, slots=True)
class HeatTable:
    """Datasets (or submissions) by metrics, in one view."""

    view: str
    title: str
    meaning: str
    lines: Sequence[tuple[str, str, Sequence[Cell]]]  # name, where it links to, cells


def submission_pages(
    board: Board, metrics: Mapping[str, Metric], layouts: Layouts
) -> list[tuple[str, bytes]]:
    """Return (path, page) of every submission."""
    return [
        (f"submissions/{row.submission}.md", _page(board, row, shown(board, metrics), layouts))
        for row in board.ranked
    ]


def shown(board: Board, metrics: Mapping[str, Metric]) -> list[Metric]:
    """Return the metrics that the tables hold, in the order of the registry."""
    held = {row.metric for rows in board.scores.values() for row in rows}
    return [metric for name, metric in metrics.items() if name in held]


def _page(board: Board, row: RankingRow, metrics: Sequence[Metric], layouts: Layouts) -> bytes:
    submission = board.submissions[row.submission]
    tables = _tables(board, row, metrics)
    evaluations = [_evaluation(board, row, dataset) for dataset in board.active]
    return page(
        "submission.html",
        title=row.submission,
        description=f"Scores, cost and provenance of the submission {row.submission}, on every dataset.",
        scripts=_SCRIPTS,
        row=row,
        submission=submission,
        pictures=pictures(board, layouts, row),
        bibtex=bibtex(submission),
        n_ranked=sum(other.rank is not None for other in board.ranked),
        baseline=board.names.get(row.best_baseline or ""),
        rank=rank(row),
        overall=mean(row),
        difference=difference(row),
        biology=share(row.biology, "biology", row.reason, nothing(row)),
        batch=share(row.batch, "batch", row.reason, nothing(row)),
        cost=cost(board, row.submission),
        badge=badge(submission),
        checks=check_lines(submission),
        declared=DEPENDS_ON.get(submission.dataset_context, submission.dataset_context),
        metrics=metrics,
        tables=tables,
        evaluations=evaluations,
        gaps=_gaps(evaluations, tables, metrics),
        successor=board.names.get(submission.superseded_by or ""),
    )


def _tables(board: Board, row: RankingRow, metrics: Sequence[Metric]) -> list[HeatTable]:
    """Return one table per view, or a single one where nothing was to be reduced."""
    if _same_views(board, row):
        views = {metric.name: HEADLINE_VIEW.get(metric.group, "native") for metric in metrics}
        meaning = f"It has at most {PCA_DIMS} dimensions on every dataset, so that both views are identical."
        return [HeatTable("native", _SAME, meaning, _heat(board, row, metrics, views))]
    tables = []
    for view, title in _TITLES.items():
        lines = _heat(board, row, metrics, {metric.name: view for metric in metrics})
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


def _heat(
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


def _evaluation(board: Board, row: RankingRow, dataset: DatasetRow) -> Evaluation:
    found = board.evaluations.get((row.submission, dataset.dataset))
    rows = board.scores.get((row.submission, dataset.dataset), ())
    return Evaluation(dataset, found, overall(found) if found else None, rows[0] if rows else None)


def _gaps(
    evaluations: Sequence[Evaluation], tables: Sequence[HeatTable], metrics: Sequence[Metric]
) -> list[Gap]:
    wholes = [(part.dataset.title, part.overall) for part in evaluations if part.overall is not None]
    parts = (
        (f"{metric.title} on {name}", table.view, cell)
        for table in tables
        for name, _, cells in table.lines
        for metric, cell in zip(metrics, cells, strict=True)
        if cell.text not in NO_SCORES  # said once, for the evaluation
    )
    return gaps([*wholes, *spread(parts, len(tables))])
