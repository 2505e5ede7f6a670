"""One confined run, written down: all that the launcher does, decided before it starts."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from stages.confinement.landlock import Rules

STATUS_FD, FILTER_FD = 8, 9  # of bubblewrap; what a submission writes to has lower numbers
Tier = Literal["bubblewrap", "landlock", "none"]


@dataclass(frozen=True)
class Plan:
    """What the launcher does, in this order.

    Attributes
    ----------
    tier, parent
        How to confine; the process that must be alive.
    files
        Number of an open file inside -> its number here.
    status
        The open file that is told how it ended.
    covers, lent
        See `lending.lend`; nothing is mounted where there are no covers.
    user
        Whom to become, None to stay.
    limits
        Resource -> limit of each process.
    rules, filter
        Of the second tier; the filter is needed by the first too.
    without_capabilities
        Stay root, but without its rights.
    command, environment, folder
        What to become.
    """

    tier: Tier
    parent: int
    command: list[str]
    environment: dict[str, str]
    folder: str
    files: dict[int, int]
    status: int
    limits: dict[int, int]
    covers: dict[str, str] = field(default_factory=dict)
    lent: list[str] = field(default_factory=list)
    user: int | None = None
    rules: Rules | None = None
    filter: bytes = b""
    without_capabilities: bool = False

    def as_json(self) -> str:
        """Return the text that the launcher reads."""
        return json.dumps(asdict(self) | {"filter": self.filter.hex()})

    @classmethod
    def from_json(cls, text: str) -> "Plan":
        """Read what `as_json` wrote."""
        content = json.loads(text)
        rules = content["rules"]
        return cls(
            **content
            | {
                "files": _by_number(content["files"]),
                "limits": _by_number(content["limits"]),
                "filter": bytes.fromhex(content["filter"]),
                "rules": rules and Rules(**{name: tuple(paths) for name, paths in rules.items()}),
            }
        )


def _by_number(mapping: Mapping[str, Any]) -> dict[int, Any]:
    return {int(number): value for number, value in mapping.items()}
