"""What a rehearsal that has ended leaves behind."""

from stages.check_record import CheckRecord, Figures
from stages.files import sha256_of
from stages.rehearsal import Rehearsal
from stages.rehearsing.context import TOLERANCE


def record_of(rehearsal: Rehearsal, figures: Figures, reason: str) -> CheckRecord:
    """Return the record of a rehearsal; `reason` is empty where every check held."""
    entry, ended = rehearsal.submission, rehearsal.full.ended
    return CheckRecord(
        submission=entry.id,
        submission_version=entry.version,
        code_sha256=sha256_of(rehearsal.folder / "embed.py"),
        declared_context=entry.dataset_context,
        status="refused" if reason else "ok",
        reason=reason,
        seed=rehearsal.seed,
        tolerance=TOLERANCE[entry.runtime.precision],
        figures=figures,
        cost={
            "device": entry.runtime.device,
            "confinement": ended.tier,
            "n_cells": rehearsal.n_cells,
            "wall_s": ended.wall_s,
            "cpu_s": ended.cpu_s,
            "peak_rss_bytes": ended.peak_rss_bytes,
            "peak_gpu_bytes": ended.report.peak_gpu_bytes,
        },
    )
