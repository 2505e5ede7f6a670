"""What became of a confined run, in words from a closed list."""

import re
from dataclasses import dataclass
from typing import Protocol

STATUSES = re.compile(
    r"ok|rejected:[a-z_]+|exit_[0-9]{1,3}|wall_timeout|cpu_timeout|memory|pids|disk"
    r"|output_too_large|log_flood|tampered|refused"
)


class Rejected(Exception):  # noqa: N818 - an outcome of what a stranger sent, and no bug of ours
    """What a submission sent is not what was asked for.

    Parameters
    ----------
    slug
        One of the reasons of the reader, in lower case with underscores; `output_too_large` and
        `log_flood` are a status of their own.
    detail
        The fact, with the value found and the value expected.
    """

    def __init__(self, slug: str, detail: str) -> None:
        super().__init__(detail)
        self.slug = slug

    @property
    def status(self) -> str:
        """The status of a run that ends this way."""
        return self.slug if self.slug in {"output_too_large", "log_flood"} else f"rejected:{self.slug}"


class Sink(Protocol):
    """Takes what arrives on one pipe; it never holds more than it was made for."""

    def feed(self, block: bytes) -> None:
        """Take the next bytes; raise `Rejected` as soon as they cannot be what was asked for."""

    def finish(self) -> None:
        """Raise `Rejected` if the stream is not complete."""


class Text:
    """A sink for a short text, such as the report of the harness."""

    def __init__(self, max_bytes: int) -> None:
        self._max_bytes = max_bytes
        self.content = bytearray()

    def feed(self, block: bytes) -> None:
        """Take the next bytes."""
        if len(self.content) + len(block) > self._max_bytes:
            raise Rejected("output_too_large", f"a report of more than {self._max_bytes:,} bytes")
        self.content += block

    def finish(self) -> None:
        """Accept any length, none included."""


@dataclass(frozen=True, slots=True)
class Usage:
    """What the tree of processes used, as seen from outside.

    Attributes
    ----------
    wall_s, cpu_s
        Start of the interpreter included; CPU time of all processes.
    peak_memory_bytes
        Of all processes and their temporary files together, sampled 10 to 50 times a second.
    peak_processes
        Processes and threads at once, sampled likewise.
    """

    wall_s: float
    cpu_s: float
    peak_memory_bytes: int
    peak_processes: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """A confined run that has ended.

    Attributes
    ----------
    status
        One of `STATUSES`.
    reason
        The fact behind another status than `ok`; empty where there is nothing to add.
    log
        The end of what it printed, control characters escaped; still a stranger's text.
    controls
        What confined it, by name: the tier is an excerpt of this list.
    """

    status: str
    reason: str
    log: str
    usage: Usage
    controls: tuple[str, ...]
