"""Statuses come from a closed list, and a sink never holds more than it was made for."""

import pytest

from stages.confinement.facts import Facts, Log
from stages.confinement.outcome import STATUSES, Rejected, Text


@pytest.mark.parametrize(
    "status", ["ok", "rejected:not_finite", "exit_139", "wall_timeout", "pids", "refused"]
)
def test_known_endings_are_statuses(status):
    """The words of the list, and numbers where one belongs."""
    assert STATUSES.fullmatch(status)


@pytest.mark.parametrize("status", ["", "fine", "exit_", "exit_-9", "rejected:", "rejected:Not finite"])
def test_other_words_are_no_statuses(status):
    """Nothing that a stranger wrote fits in."""
    assert not STATUSES.fullmatch(status)


def test_a_flood_is_a_status_of_its_own():
    """Other refusals are rejections, with their reason."""
    assert Rejected("shape", "").status == "rejected:shape"
    assert Rejected("output_too_large", "").status == "output_too_large"
    assert Rejected("log_flood", "").status == "log_flood"


def test_a_text_is_taken_up_to_its_limit():
    """One byte more is refused, and not kept."""
    text = Text(max_bytes=4)
    text.feed(b"abcd")
    with pytest.raises(Rejected, match="more than 4 bytes"):
        text.feed(b"e")
    assert text.content == b"abcd"
    text.finish()


def test_a_log_keeps_what_fits():
    """The beginning of a flood is kept for whoever asks what it was."""
    log = Log(max_bytes=4)
    with pytest.raises(Rejected, match="more than 4 bytes printed"):
        log.feed(b"abcdef")
    assert log.printed == b"abcd"
    log.finish()


def test_facts_are_read_whatever_their_pieces():
    """Bubblewrap writes objects over several lines, the supervisor one a line."""
    facts = Facts()
    for piece in (b'{\n "child-', b'pid": 12,\n "x": 3\n}\n{"exit', b'-code": 0}\n'):
        facts.feed(piece)
    facts.finish()
    assert facts.known == {"child-pid": 12, "x": 3, "exit-code": 0}
