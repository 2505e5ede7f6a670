"""What the scripts of the leaderboard have to know: the published choices and what can be chosen."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from scipy.special import stdtrit

from stages.metrics.metric import Metric
from stages.site.board import Board
from stages.site.waiting import waiting
from stages.site.written_pages import Choices

SCRIPTS = [
    "assets/parquet.js",
    *(
        f"assets/board/{name}.js"
        for name in ("figures", "tables", "state", "ranking", "rows", "plot", "panels", "leaderboard")
    ),
]
_UPPER = 0.975  # of a 95 % interval
_TRACKS = ("zero-shot", "fitted", "control")


@dataclass(frozen=True, slots=True)
class View:
    """The form above the leaderboard.

    Attributes
    ----------
    share
        Weight of biology in the published score, in percent.
    presets
        (name, weight of biology in percent), the published one first.
    fraction
        Share of the cells in a draw.
    quantiles
        97.5 % quantiles of Student's t for 1, 2, ... degrees of freedom, as many as can be needed.
    tissues
        What can be chosen at once.
    tracks
        Those that occur.
    metrics
        JSON: name, title and group of every ranked metric that the tables hold.
    """

    share: int
    presets: tuple[tuple[str, int], ...]
    fraction: float
    quantiles: str
    tissues: tuple[str, ...]
    tracks: tuple[str, ...]
    metrics: str


def view(board: Board, metrics: Mapping[str, Metric], choices: Choices) -> View:
    """Return what the leaderboard's form offers on this board."""
    share = round(100 * choices.biology)
    held = {row.metric for rows in board.scores.values() for row in rows}
    unrun = {row.submission for wait in waiting(board, board.active) for row in wait.rows}
    listed = {row.track for row in board.ranked if row.submission not in unrun}
    most = max(choices.n_draws, len(board.active), 2)
    return View(
        share=share,
        presets=(
            (f"Published {share} : {100 - share}", share),
            ("Balanced", 50),
            ("Biology only", 100),
            ("Batch only", 0),
        ),
        fraction=choices.draw_fraction,
        quantiles=" ".join(f"{stdtrit(freedom, _UPPER):.9f}" for freedom in range(1, most)),
        tissues=tuple(sorted({row.tissue for row in board.active})),
        tracks=tuple(track for track in _TRACKS if track in listed),
        metrics=json.dumps(
            [
                {"name": metric.name, "title": metric.title, "group": metric.group}
                for name, metric in metrics.items()
                if metric.ranked and name in held
            ]
        ),
    )
