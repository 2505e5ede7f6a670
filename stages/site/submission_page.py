"""One page per submission: what it is, every number it has, and the line that makes it again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from stages.columns import DatasetRow, EvaluationRow, RankingRow, ScoreRow
from stages.metrics.metric import Metric
from stages.site.bibtex import bibtex
from stages.site.board import Board
from stages.site.cells import (
    NO_SCORES,
    NOT_RUN,
    Cell,
    Gap,
    difference,
    gaps,
    mean,
    nothing,
    overall,
    share,
    spread,
)
from stages.site.checks import DEPENDS_ON, badge, check_lines
from stages.site.environments import Runs, environments
from stages.site.heat_tables import HeatTable, heat_tables, shown
from stages.site.leaderboard_page import cost, rank
from stages.site.pictures import Layouts, pictures
from stages.site.template import page

_FILES = ("figures", "tables", "pictures", "copy")
_SCRIPTS = ["assets/parquet.js", *(f"assets/board/{name}.js" for name in _FILES)]


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


def submission_pages(
    board: Board, metrics: Mapping[str, Metric], layouts: Layouts, runs: Runs
) -> list[tuple[str, bytes]]:
    """Return (path, page) of every submission."""
    held = shown(board, metrics)
    return [
        (f"submissions/{row.submission}.md", _page(board, row, held, layouts, runs)) for row in board.ranked
    ]


def _page(board: Board, row: RankingRow, metrics: Sequence[Metric], layouts: Layouts, runs: Runs) -> bytes:
    submission = board.submissions[row.submission]
    tables = heat_tables(board, row, metrics)
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
        unrun=_unrun(evaluations),
        failures=_failures(evaluations),
        gaps=_gaps(tables, metrics),
        environments=environments(board, runs, row.submission),
        successor=board.names.get(submission.superseded_by or ""),
    )


def _evaluation(board: Board, row: RankingRow, dataset: DatasetRow) -> Evaluation:
    found = board.evaluations.get((row.submission, dataset.dataset))
    rows = board.scores.get((row.submission, dataset.dataset), ())
    return Evaluation(dataset, found, overall(found) if found else None, rows[0] if rows else None)


def _unrun(evaluations: Sequence[Evaluation]) -> str:
    """Return why nothing was run anywhere; empty if something was."""
    if not evaluations or any(part.row is None or part.row.status != NOT_RUN for part in evaluations):
        return ""
    return next(part.row.reason for part in evaluations if part.row is not None)


def _failures(evaluations: Sequence[Evaluation]) -> list[Gap]:
    """Return the datasets without a score, by their reasons."""
    return gaps((part.dataset.title, part.overall) for part in evaluations if part.overall is not None)


def _gaps(tables: Sequence[HeatTable], metrics: Sequence[Metric]) -> list[Gap]:
    """Return the metrics without a value where the dataset has a score, by their reasons."""
    parts = (
        (f"{metric.title} on {name}", table.view, cell)
        for table in tables
        for name, _, cells in table.lines
        for metric, cell in zip(metrics, cells, strict=True)
        if cell.text not in NO_SCORES  # said once, for the evaluation
    )
    return gaps(spread(parts, len(tables)))
