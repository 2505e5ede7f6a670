"""Why an evaluation has no run to score: it failed, or nobody has run it yet."""

from stages.records import RunRecord

NO_WEIGHTS = "weights not available"  # how a run starts its reason that found none


def is_to_come(run: RunRecord | None, version: int) -> bool:
    """Return whether there is no run of this version, or one that found no weights to begin with."""
    return run is None or run.submission_version != version or run.reason.startswith(NO_WEIGHTS)


def absence(run: RunRecord | None, submission: str, version: int, *, weights: bool) -> str:
    """Return why there is nothing to score, else empty; `weights` says whether files have to be fetched."""
    if weights and is_to_come(run, version):
        folders = f"--submission submissions/{submission} --folder data/checkpoints/{submission}"
        return f"{NO_WEIGHTS}; `python -m stages.checkpoint {folders}` brings them or says where they are"
    if run is None:
        return "has not run"
    if run.submission_version != version:
        return f"version {version} has not run; the last run is of version {run.submission_version}"
    return run.reason or "failed without a reason" if run.status == "failed" else ""
