"""Which datasets a submission was pretrained on, as far as is known."""

from stages.site.board import Board

# Grades of exposure that a reader who wants unseen cells would leave out.
SEEN = ("labels_seen", "seen", "likely")


def seen(board: Board, submission: str) -> list[str]:
    """Return the active datasets whose cells the submission has surely or likely been trained on."""
    found = ((row.dataset, board.evaluations.get((submission, row.dataset))) for row in board.active)
    return [dataset for dataset, run in found if run is not None and run.exposure in SEEN]
