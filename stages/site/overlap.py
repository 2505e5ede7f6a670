"""Which datasets a submission was pretrained on, as far as the catalog knows."""

from stages.site.board import Board

# What the catalog says of a corpus and a dataset when cells of one are in the other.
SEEN = ("confirmed", "likely")


def overlap(board: Board, submission: str) -> dict[str, str]:
    """Return dataset -> what is known of its overlap with the submission's corpora, where that is listed."""
    about = board.submissions.get(submission)
    corpora = {corpus.casefold() for corpus in about.pretraining} if about else set()
    found: dict[str, str] = {}
    for row in board.active:
        known = zip(row.contamination_corpora, row.contamination, strict=True)
        listed = [status for corpus, status in known if corpus.casefold() in corpora]
        if listed:
            found[row.dataset] = next((status for status in SEEN if status in listed), listed[0])
    return found


def seen(board: Board, submission: str) -> list[str]:
    """Return the active datasets whose cells the submission has surely or likely been trained on."""
    return [dataset for dataset, status in overlap(board, submission).items() if status in SEEN]
