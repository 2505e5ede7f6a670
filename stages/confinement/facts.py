"""Sinks for what is told beside the result: what was printed, and how the process ended."""

import json

from stages.confinement.outcome import Rejected

KEPT_BYTES = 1 << 20


class Log:
    """The end of what was printed, which as a whole has a limit."""

    def __init__(self, max_bytes: int) -> None:
        self._max_bytes = max_bytes
        self._room = max_bytes
        self.printed = bytearray()

    def feed(self, block: bytes) -> None:
        """Take the next bytes."""
        self.printed += block[: self._room]
        del self.printed[:-KEPT_BYTES]
        self._room -= min(len(block), self._room + 1)
        if self._room < 0:
            raise Rejected("log_flood", f"more than {self._max_bytes:,} bytes printed")

    def finish(self) -> None:
        """Accept any length."""


class Facts:
    """What the launcher or bubblewrap says, as JSON objects one after the other.

    Attributes
    ----------
    known
        `child-pid`, the first process of the sandbox, and `exit-code`, once there is one.
    """

    def __init__(self) -> None:
        self.known: dict[str, int] = {}
        self._text = ""

    def feed(self, block: bytes) -> None:
        """Take the next bytes."""
        self._text += block.decode("ascii")
        while "}" in self._text:
            text, _, self._text = self._text.partition("}")
            self.known |= json.loads(text + "}")

    def finish(self) -> None:
        """Accept any length."""
