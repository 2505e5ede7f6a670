"""What is told beside the result has a limit, and its end is kept."""

import pytest

from stages.confinement.facts import KEPT_BYTES, Facts, Log
from stages.confinement.outcome import Rejected


def test_the_end_of_a_long_log_is_kept():
    """Bars of progress fill megabytes, and errors come last."""
    log = Log(4 * KEPT_BYTES)
    for _ in range(3):
        log.feed(b"x" * KEPT_BYTES)
    log.feed(b"the error")
    assert len(log.printed) == KEPT_BYTES
    assert log.printed.endswith(b"xthe error")


def test_more_than_the_limit_is_a_flood():
    """A single byte too many; what was printed up to it is kept."""
    log = Log(10)
    log.feed(b"0123456789")
    with pytest.raises(Rejected, match="more than 10 bytes printed") as caught:
        log.feed(b"!")
    assert caught.value.status == "log_flood"
    assert log.printed == b"0123456789"


def test_facts_arrive_in_pieces():
    """Each is an object of JSON, wherever the pipe cuts it."""
    facts = Facts()
    for block in (b'{"child-pid": 7}\n{"exit', b'-code": 0}\n'):
        facts.feed(block)
    assert facts.known == {"child-pid": 7, "exit-code": 0}
