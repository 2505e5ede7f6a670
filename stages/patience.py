"""Patience with a server: what may pass is tried again, and what will not pass is told at once."""

import http.client
import urllib.error
from collections.abc import Callable
from email.utils import parsedate_to_datetime
from time import sleep, time

_PASSING = frozenset({408, 425, 429, 500, 502, 503, 504})  # answers that another day would not give
_PAUSES_S = (1, 2, 4, 8)
LONGEST_S = 300  # whoever asks for more patience is left to a person


def patiently(attempt: Callable[[], None], progress: Callable[[], int]) -> None:
    """Call `attempt` until it ends well; after five failures in a row without progress, let it fail.

    Parameters
    ----------
    attempt
        What may raise urllib.error.HTTPError, OSError or http.client.HTTPException.
    progress
        How many bytes have arrived; more of them after a failure start the count of failures anew.

    Raises
    ------
    urllib.error.HTTPError, OSError, http.client.HTTPException
        The last failure; at once where the server's answer will not pass, or where it asks to be left
        alone for longer than five minutes.
    """
    failures = 0
    while True:
        before = progress()
        try:
            attempt()
        except (OSError, http.client.HTTPException) as error:
            failures = 1 if progress() > before else failures + 1
            pause = _pause(error, failures)
            if pause is None:
                raise
            if isinstance(error, urllib.error.HTTPError):
                error.close()
        else:
            return
        sleep(pause)


def asked_pause(error: urllib.error.HTTPError) -> float | None:
    """Return the seconds for which an answer asks to be left alone (`Retry-After`), None if it does not."""
    asked = error.headers.get("Retry-After", "") if error.headers else ""
    if asked.isdecimal():
        return float(asked)
    try:
        return max(0.0, parsedate_to_datetime(asked).timestamp() - time())
    except ValueError:
        return None


def _pause(error: Exception, failures: int) -> float | None:
    """Return the seconds to wait before the next attempt, None if there shall be none."""
    if failures > len(_PAUSES_S):
        return None
    usual = _PAUSES_S[failures - 1]
    if not isinstance(error, urllib.error.HTTPError):
        return usual
    if error.code not in _PASSING:
        return None
    asked = asked_pause(error)
    if asked is None:
        return usual
    return asked if asked <= LONGEST_S else None
