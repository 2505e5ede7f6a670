"""What may pass is tried again; tests/test_download.py shows it against a server."""

import pytest

from stages.patience import patiently


@pytest.fixture
def waited(monkeypatch):
    """Return the list of the pauses, in seconds; nobody waits for them here."""
    pauses = []
    monkeypatch.setattr("stages.patience.sleep", pauses.append)
    return pauses


def test_progress_starts_the_count_anew(waited):
    """A connection that is cut every gigabyte still brings a terabyte."""
    arrived = []

    def attempt():
        arrived.append(1)
        if len(arrived) < 20:
            raise ConnectionResetError

    patiently(attempt, lambda: len(arrived))
    assert waited == [1] * 19


def test_what_is_no_failure_of_the_network_is_not_tried_again(waited):
    """An error of ours keeps its traceback."""
    with pytest.raises(ZeroDivisionError):
        patiently(lambda: 1 / 0, lambda: 0)
    assert waited == []
