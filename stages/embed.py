"""A frozen model, label-blind: vectors of one dataset's cells, and what they cost."""

import hashlib
import json
import platform
import secrets
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import anndata as ad

from stages import __version__
from stages.cli import run as run_stage
from stages.confinement.log import quoted
from stages.confinement.plan import Tier
from stages.embeddings import content_sha256, write_embedding
from stages.errors import BenchmarkError
from stages.files import sha256_of, write_json
from stages.inference import Inference, infer
from stages.kernel_groups import room_in_groups
from stages.process import Ended
from stages.records import RunRecord
from stages.schema import Submission
from stages.submission import read_submission, require_unchanged_pipeline

_SEED_BITS = 128
_LINES, _WIDTH = 10, 200  # of what the program printed last, such as how many genes it knows


def embed(
    *,
    submission: Path,
    dataset: str,
    cells: Path,
    checkpoint: Path,
    seed: int,
    embedding: Path,
    run: Path,
    min_isolation: Tier = "none",
    secret_order: bool = False,
) -> None:
    """Write the embedding and the record of its run; a run that fails leaves its record alone.

    Nothing of an earlier run survives, so that no score is ever made of stale vectors.

    Parameters
    ----------
    submission, dataset
        Folder of the submission, id of the dataset.
    cells, checkpoint
        The dataset's cells; the folder with the submission's weights.
    seed
        The benchmark's.
    embedding, run
        What is written.
    min_isolation
        How well the code must be confined: what nobody has reviewed needs `bubblewrap`. Where the machine
        offers less, nothing is run and the exit status is 3.
    secret_order
        Show the cells in an order that nobody can know, and that no other run repeats.
    """
    for stale in (embedding, run):
        stale.unlink(missing_ok=True)
    entry = read_submission(submission)
    adata = _read_cells(cells, dataset)
    permutation_seed = secrets.randbits(_SEED_BITS) if secret_order else _order_of(seed, entry.id, dataset)
    try:
        require_unchanged_pipeline(submission)
        done = infer(
            adata,
            entry,
            folder=submission,
            checkpoint=checkpoint,
            seed=seed,
            permutation_seed=permutation_seed,
            min_isolation=min_isolation,
        )
    except BenchmarkError as error:
        done = Inference(error=error)
    record = _record(done, entry, adata, folder=submission, seed=seed, permutation_seed=permutation_seed)
    record = replace(record, cells_sha256=sha256_of(cells))
    write_json(record.as_json() | {"log": _last_lines(done.ended.log)}, run)
    write_embedding(embedding, list(adata.obs_names), done.result(), _stamp(record))
    sys.stderr.write(quoted(done.ended.log))
    sys.stdout.write(
        f"{entry.id} on {dataset}: {record.n_cells:,} cells x {record.n_dims} in {record.wall_s:.1f} s, "
        f"confinement: {record.confinement}\n"
    )


def _last_lines(log: str) -> list[str]:
    return [line[:_WIDTH] for line in log.splitlines() if line.strip()][-_LINES:]


def _read_cells(cells: Path, dataset: str) -> ad.AnnData:
    if not cells.exists():
        raise BenchmarkError(
            "there is no such file", where=str(cells), fix=f"dvc repro dvc.yaml:prepare@{dataset}"
        )
    adata = ad.read_h5ad(cells, backed="r")  # the counts may be larger than the memory
    if (found := adata.uns.get("dataset")) != dataset:
        raise BenchmarkError(
            f"the cells are of dataset {found!r}; expected {dataset!r}",
            where=f"{cells}: uns",
            fix=f"dvc repro dvc.yaml:prepare@{dataset}",
        )
    return adata


def _order_of(seed: int, submission: str, dataset: str) -> int:
    """Return a seed of 31 bits that differs between evaluations and is the same on every machine."""
    digest = hashlib.sha256(f"{seed}/{submission}/{dataset}".encode()).digest()
    return int.from_bytes(digest[:4], "big") >> 1


def _record(
    done: Inference, entry: Submission, adata: ad.AnnData, *, folder: Path, seed: int, permutation_seed: int
) -> RunRecord:
    code, vectors, error = folder / "embed.py", done.vectors, done.error
    report = done.ended.report
    return RunRecord(
        submission=entry.id,
        submission_version=entry.version,
        dataset=str(adata.uns["dataset"]),
        dataset_version=int(adata.uns["dataset_version"]),
        benchmark_version=__version__,
        status="failed" if error else "ok",
        reason=f"{error.what}; in {error.where}" if error else "",
        n_cells=adata.n_obs,
        n_dims=None if vectors is None else vectors.shape[1],
        embedding_sha256=None if vectors is None else content_sha256(list(adata.obs_names), vectors),
        code_sha256=sha256_of(code) if code.exists() else "",
        seed=seed,
        permutation_seed=permutation_seed,
        device=entry.runtime.device,
        **_confinement(done.ended, entry),
        weights_sha256={file.path: file.sha256 for file in entry.runtime.checkpoint},
        environment_sha256=done.ended.environment_sha256,
        wall_s=done.ended.wall_s,
        cpu_s=done.ended.cpu_s,
        peak_rss_bytes=done.ended.peak_rss_bytes,
        peak_gpu_bytes=report.peak_gpu_bytes,
        versions=report.versions,
        date=datetime.now(UTC).isoformat(timespec="seconds"),
        git_commit=_git_commit(folder),
    )


def _confinement(ended: Ended, entry: Submission) -> dict[str, Any]:
    return {
        "confinement": ended.tier,
        "confinement_controls": ended.controls,
        "kernel": platform.release(),
        "cgroup": room_in_groups() is not None,
        "gpu": bool(ended.controls) and entry.runtime.device == "cuda",
    }


def _stamp(record: RunRecord) -> dict[str, str]:
    """Return the metadata of the embedding's file."""
    names = ["submission", "submission_version", "dataset", "dataset_version", "benchmark_version", "seed"]
    return {name: str(getattr(record, name)) for name in names} | {
        "checkpoint_sha256": json.dumps(record.weights_sha256, sort_keys=True)
    }


def _git_commit(folder: Path) -> str | None:
    """Return the commit that is checked out, None outside a git repository."""
    words = ["git", "-C", str(folder), "rev-parse", "HEAD"]
    try:
        done = subprocess.run(words, capture_output=True, text=True, check=False)  # noqa: S603 - no input of others
    except FileNotFoundError:  # no git on this machine
        return None
    return done.stdout.strip() or None


if __name__ == "__main__":
    run_stage(embed)
