"""The first page: the verdict, the table with its view, cost, and the same on each dataset."""

from collections.abc import Sequence
from dataclasses import dataclass

from stages.columns import DatasetRow, EvaluationRow, RankingRow, SubmissionRow
from stages.controls import CONTROLS
from stages.site import figures
from stages.site.board import Board
from stages.site.cells import (
    Cell,
    Gap,
    difference,
    gaps,
    mean,
    nothing,
    share,
)
from stages.site.cost_figure import Point, cost_figure
from stages.site.dataset_lines import dataset_lines
from stages.site.figures import Bar, bar
from stages.site.overlap import seen
from stages.site.template import page
from stages.site.verdict import verdict
from stages.site.view import SCRIPTS, View
from stages.site.waiting import waiting

_FIRST = 5  # submissions of a dataset on the front page; its own page has them all


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the leaderboard."""

    row: RankingRow
    submission: SubmissionRow | None  # None: a control
    summary: str
    rank: str
    overall: Cell
    difference: Cell
    bar: Bar | None
    biology: Cell
    batch: Cell
    cost: Cell
    seconds: float | None  # of that run
    plotted: float | None  # seconds on the dataset on which all are compared
    seen: str  # datasets that it is likely to have been trained on


def leaderboard_page(board: Board, view: View) -> bytes:
    """Return the front page."""
    reach = _reach(board.ranked)
    waits = waiting(board, board.active)
    unrun = {row.submission for wait in waits for row in wait.rows}
    lines = [_line(board, row, reach) for row in board.ranked if row.submission not in unrun]
    controls = [_line(board, row, reach) for row in board.controls]
    return page(
        "leaderboard.html",
        title="Leaderboard",
        scripts=SCRIPTS,
        view=view,
        compared=compared(board),
        figure=cost_figure([_point(line) for line in lines if line.plotted and line.row.overall is not None]),
        description="Which frozen single-cell model keeps the biology and drops the batch, and how surely.",
        verdict=verdict(board),
        lines=lines,
        controls=controls,
        gaps=_gaps(lines),
        waits=waits,
        datasets=[(row, dataset_lines(board, row, board.ranked)[:_FIRST]) for row in board.active],
        headline=board.headline,
        files=board.files,
    )


def _line(board: Board, row: RankingRow, reach: tuple[float, float]) -> Line:
    submission = board.submissions.get(row.submission)
    run, there = longest(board, row.submission), compared(board)
    plotted = board.evaluations.get((row.submission, there.dataset)) if there else None
    drawn = submission is not None and row.difference is not None and row.submission != row.best_baseline
    return Line(
        row=row,
        submission=submission,
        summary=submission.summary if submission else _shows(row),
        rank=rank(row),
        overall=mean(row),
        difference=difference(row),
        bar=bar(row.difference or 0.0, row.difference_low, row.difference_high, reach) if drawn else None,
        biology=share(row.biology, "biology", row.reason, nothing(row)),
        batch=share(row.batch, "batch", row.reason, nothing(row)),
        cost=cost(board, row.submission),
        seconds=run.wall_s if run else None,
        plotted=plotted.wall_s if plotted else None,
        seen=" ".join(seen(board, row.submission)),
    )


def _shows(row: RankingRow) -> str:
    """Return the first sentence on a control."""
    if row.submission not in CONTROLS:
        return ""
    return CONTROLS[row.submission].summary.partition(". ")[0].rstrip(".") + "."


def cost(board: Board, submission: str) -> Cell:
    """Return the cell of what the run on most cells took: as measured, on so many cells."""
    run = longest(board, submission)
    if run is None:
        return Cell("not run", "fc-none")
    return Cell(f"{figures.duration(run.wall_s or 0.0)} s for {figures.count(run.n_cells or 0)} cells")


def longest(board: Board, submission: str) -> EvaluationRow | None:
    """Return the run of a submission on most cells."""
    runs = (board.evaluations.get((submission, dataset.dataset)) for dataset in board.active)
    measured = [run for run in runs if run and run.n_cells and run.wall_s is not None]
    return max(measured, key=lambda run: (run.n_cells or 0, run.wall_s or 0.0), default=None)


def compared(board: Board) -> DatasetRow | None:
    """Return the dataset with most cells: what runs took is comparable on the same cells only."""
    return max(board.active, key=lambda dataset: dataset.n_cells or 0, default=None)


def _point(line: Line) -> Point:
    return Point(
        line.row.submission, line.row.name, line.row.track, line.plotted or 0.0, line.row.overall or 0.0
    )


def rank(row: RankingRow) -> str:
    """Return the rank interval; empty without a rank."""
    if row.rank is None:
        return ""
    return figures.interval(row.rank_low or row.rank, row.rank_high or row.rank)


def _reach(rows: Sequence[RankingRow]) -> tuple[float, float]:
    """Return the ends of the difference column: every bar and whisker of a submission fits."""
    ends = [
        end
        for row in rows
        for end in (row.difference, row.difference_low, row.difference_high)
        if end is not None
    ]
    return min(ends, default=0.0), max(ends, default=0.0)


def _gaps(lines: Sequence[Line]) -> list[Gap]:
    places = ((line.row.name, cell) for line in lines for cell in (line.overall, line.biology, line.batch))
    return gaps(places)
