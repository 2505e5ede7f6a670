"""A frozen model, label-blind: vectors of one dataset's cells, and what they cost."""

import hashlib
import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import anndata as ad

from stages import __version__
from stages.cli import run as run_stage
from stages.embeddings import content_sha256, write_embedding
from stages.errors import BenchmarkError
from stages.files import sha256_of, write_json
from stages.inference import Inference, infer
from stages.records import RunRecord
from stages.schema import Submission
from stages.submission import read_submission, require_unchanged_pipeline


def embed(
    *,
    submission: Path,
    dataset: str,
    cells: Path,
    checkpoint: Path,
    seed: int,
    embedding: Path,
    run: Path,
) -> None:
    """Write the embedding and the record of its run; a run that fails leaves its record alone.

    Nothing of an earlier run survives, so that no score is ever made of stale vectors.
    """
    for stale in (embedding, run):
        stale.unlink(missing_ok=True)
    entry = read_submission(submission)
    adata = _read_cells(cells, dataset)
    permutation_seed = _permutation_seed(seed, entry.id, dataset)
    try:
        require_unchanged_pipeline(submission)
        done = infer(
            adata,
            entry,
            folder=submission,
            checkpoint=checkpoint,
            seed=seed,
            permutation_seed=permutation_seed,
        )
    except BenchmarkError as error:
        done = Inference(error=error)
    record = _record(done, entry, adata, folder=submission, seed=seed, permutation_seed=permutation_seed)
    write_json(record.as_json(), run)
    write_embedding(embedding, list(adata.obs_names), done.result(), _stamp(record, entry))
    sys.stdout.write(
        f"{entry.id} on {dataset}: {record.n_cells:,} cells x {record.n_dims} in {record.wall_s:.1f} s\n"
    )


def _read_cells(cells: Path, dataset: str) -> ad.AnnData:
    if not cells.exists():
        raise BenchmarkError(
            "there is no such file", where=str(cells), fix=f"dvc repro dvc.yaml:prepare@{dataset}"
        )
    adata = ad.read_h5ad(cells)
    if (found := adata.uns.get("dataset")) != dataset:
        raise BenchmarkError(
            f"the cells are of dataset {found!r}; expected {dataset!r}",
            where=f"{cells}: uns",
            fix=f"dvc repro dvc.yaml:prepare@{dataset}",
        )
    return adata


def _permutation_seed(seed: int, submission: str, dataset: str) -> int:
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
        confinement="none",
        wall_s=done.ended.wall_s,
        cpu_s=done.ended.cpu_s,
        peak_rss_bytes=done.ended.peak_rss_bytes,
        peak_gpu_bytes=report.peak_gpu_bytes,
        versions=report.versions,
        date=datetime.now(UTC).isoformat(timespec="seconds"),
        git_commit=_git_commit(folder),
    )


def _stamp(record: RunRecord, entry: Submission) -> dict[str, str]:
    """Return the metadata of the embedding's file."""
    names = ["submission", "submission_version", "dataset", "dataset_version", "benchmark_version", "seed"]
    weights = {file.path: file.sha256 for file in entry.runtime.checkpoint}
    return {name: str(getattr(record, name)) for name in names} | {
        "checkpoint_sha256": json.dumps(weights, sort_keys=True)
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
