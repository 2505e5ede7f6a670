"""What a rehearsal found, as a file: the same figures on every run, apart from the cost."""

from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from stages import __version__
from stages.rehearsal import Rehearsal
from stages.rehearsing.checks import Figures
from stages.rehearsing.context import TOLERANCE


@dataclass(frozen=True)
class CheckRecord:
    """One rehearsal of one submission; `figures` has those of the checks that held, null for no number.

    `measured_context` among them is the class that was measured; `cost` is of one run over all cells, its
    start included.
    """

    submission: str
    submission_version: int
    declared_context: str
    status: Literal["ok", "refused"]
    reason: str  # the error's text where refused, else empty
    seed: int
    tolerance: float  # in median distances between cells
    figures: Figures
    cost: dict[str, float | int | str | None]
    dataset: str = "pbmc68k"
    benchmark_version: str = field(default=__version__)
    schema_version: int = 1

    def as_json(self) -> dict[str, Any]:
        """Return the JSON form."""
        return asdict(self)


def record_of(rehearsal: Rehearsal, figures: Figures, reason: str) -> CheckRecord:
    """Return the record of a rehearsal that has ended; `reason` is empty where every check held."""
    entry, ended = rehearsal.submission, rehearsal.full.ended
    return CheckRecord(
        submission=entry.id,
        submission_version=entry.version,
        declared_context=entry.dataset_context,
        status="refused" if reason else "ok",
        reason=reason,
        seed=rehearsal.seed,
        tolerance=TOLERANCE[entry.runtime.precision],
        figures=figures,
        cost={
            "device": entry.runtime.device,
            "n_cells": rehearsal.n_cells,
            "wall_s": ended.wall_s,
            "cpu_s": ended.cpu_s,
            "peak_rss_bytes": ended.peak_rss_bytes,
            "peak_gpu_bytes": ended.report.peak_gpu_bytes,
        },
    )
