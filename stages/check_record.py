"""What a rehearsal found, as a file: the same figures on every run, apart from the cost."""

from dataclasses import asdict, dataclass, field
from typing import Any, Literal, get_args

from stages import __version__
from stages.records import SCHEMA_VERSION

Context = Literal["none", "gene_selection", "statistics", "fit"]
CONTEXTS: tuple[Context, ...] = get_args(Context)  # from the strongest claim to the weakest
Figures = dict[str, float | int | str | None]


@dataclass(frozen=True, slots=True)
class CheckRecord:
    """`leaderboard/checks/<submission>.json`: one rehearsal of one submission.

    Attributes
    ----------
    declared_context
        The `dataset_context` that the measured one was held against.
    reason
        The error's text where refused, else empty.
    tolerance
        How far a vector may move and still be the same, in median distances between cells.
    figures
        Those of the checks that held, null for no number; `measured_context` is the class that was measured.
    cost
        Of one run over all cells, its start included.
    """

    submission: str
    submission_version: int
    code_sha256: str  # of embed.py
    declared_context: str
    status: Literal["ok", "refused"]
    reason: str
    seed: int
    tolerance: float
    figures: Figures
    cost: dict[str, float | int | str | None]
    dataset: str = "pbmc68k"
    benchmark_version: str = field(default=__version__)
    schema_version: int = SCHEMA_VERSION

    @property
    def measured_context(self) -> str | None:
        """What a vector was measured to depend on beside its own cell; None where that check did not hold."""
        found = self.figures.get("measured_context")
        return found if isinstance(found, str) else None

    def number(self, name: str) -> float | None:
        """Return a figure; None where there is none."""
        found = self.figures.get(name)
        return None if isinstance(found, str) else found

    def as_json(self) -> dict[str, Any]:
        """Return the JSON form."""
        return asdict(self)

    @classmethod
    def from_json(cls, content: dict[str, Any]) -> "CheckRecord":
        """Read what `as_json` wrote."""
        return cls(**content)
