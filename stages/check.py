"""Rehearsal of a submission for its author: a tick per check, or one message that says what to change."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from stages.cli import run
from stages.confinement.plan import Tier
from stages.environment import interpreter_of
from stages.errors import BenchmarkError
from stages.files import write_json
from stages.submission import read_submission, require_unchanged_pipeline

if TYPE_CHECKING:
    from stages.process import Ended
    from stages.rehearsal import Rehearsal


def check(
    submission: Path,
    *,
    checkpoint: Path | None = None,
    seed: int = 0,
    record: Path | None = None,
    min_isolation: Tier = "none",
) -> None:
    """Try a submission on 500 cells that come with the environment.

    Parameters
    ----------
    submission
        The folder below submissions/.
    checkpoint
        Folder with its weights; its own below data/checkpoints/ if left out.
    seed
        Seed of the choice of cells and of the submission.
    record
        JSON file for the figures, also of a submission that is refused; none of one that cannot run here.
    min_isolation
        How well its code must be confined: what nobody has reviewed needs `bubblewrap`.
    """
    entry = read_submission(submission)
    _tick("submission.yaml follows the schema", f"{entry.name}, version {entry.version}, {entry.track}")
    require_unchanged_pipeline(submission)
    _tick("dvc.yaml is the template", "and nothing but embed.py is beside it")
    python = interpreter_of(entry.runtime, f"{submission / 'submission.yaml'}: runtime")
    own = python != Path(sys.executable)
    _tick("its environment is there", f"{python.parents[1]}" if own else "the benchmark's")
    from stages.rehearsal import Rehearsal  # noqa: PLC0415 - 2 s that a misspelt key need not wait for

    weights = checkpoint or Path("data/checkpoints") / entry.id
    with Rehearsal(entry, submission, weights, seed, min_isolation=min_isolation) as rehearsal:
        _rehearse(rehearsal, record)
        _tick("labels are not in sight", f"embed() is given none; confinement: {rehearsal.full.ended.tier}")
        _tick("cost", _cost(rehearsal.full.ended, rehearsal.n_cells))


def _rehearse(rehearsal: "Rehearsal", record: Path | None) -> None:
    """Go through the checks up to the first that fails, and keep what they found."""
    from stages.rehearsing.checks import CHECKS  # noqa: PLC0415 - as above
    from stages.rehearsing.record import record_of  # noqa: PLC0415

    figures: dict[str, float | int | str | None] = {}
    refusal: BenchmarkError | None = None
    for title, keeps_to in CHECKS.items():
        try:
            outcome = keeps_to(rehearsal)
        except BenchmarkError as error:
            refusal = error
            break
        figures |= outcome.figures
        _tick(title, outcome.detail)
    if record and rehearsal.full.ended.wall_s:  # what this machine could not start was not refused
        reason = f"{refusal.what}; in {refusal.where}" if refusal else ""
        write_json(record_of(rehearsal, figures, reason).as_json(), record)
    if refusal:
        raise refusal


def _cost(ended: "Ended", n_cells: int) -> str:
    """Return time and memory of one run, and an upper bound for more cells: the start is counted again."""
    per_10k = ended.wall_s / n_cells * 10_000
    return (
        f"{ended.wall_s:.1f} s and {ended.peak_rss_bytes >> 20} MiB for {n_cells} cells, start included; "
        f"at most {per_10k:.0f} s per 10,000 cells"
    )


def _tick(title: str, detail: str) -> None:
    sys.stdout.write(f"\N{CHECK MARK} {title}: {detail}\n")
    sys.stdout.flush()  # the next check may take a while


if __name__ == "__main__":
    run(check)
