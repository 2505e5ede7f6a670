"""One run of a submission over cells, from which all that could name a cell has been taken."""

import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import anndata as ad
import numpy as np
import numpy.typing as npt

from stages.advice import advised, error_of
from stages.confinement.log import quoted
from stages.confinement.plan import Tier
from stages.environment import installed_versions, interpreter_of
from stages.errors import BenchmarkError
from stages.files import sha256_of
from stages.libraries import lend_libraries
from stages.process import Call, Ended, Report, run_harness
from stages.sandbox import strongest_tier
from stages.schema import Checkpoint, Submission
from stages.shown import write_shown
from stages.weights import require_pinned

# The cost of a run that never started.
_NOT_RUN = Ended("refused", "", Report(), wall_s=0.0, cpu_s=0.0, peak_rss_bytes=0, log="")


@dataclass(frozen=True, slots=True)
class Inference:
    """What came of a run: vectors in the order of the cells, or the error that there is instead."""

    vectors: npt.NDArray[np.float32] | None = None
    error: BenchmarkError | None = None
    ended: Ended = _NOT_RUN

    def result(self) -> npt.NDArray[np.float32]:
        """Return the vectors; where there are none, show what the process printed and raise the error."""
        if self.vectors is None:
            sys.stderr.write(quoted(self.ended.log))
            assert self.error
            raise self.error
        return self.vectors


def infer(
    adata: ad.AnnData,
    submission: Submission,
    *,
    folder: Path,
    checkpoint: Path,
    seed: int,
    permutation_seed: int,
    min_isolation: Tier = "none",
    code: Path | None = None,
) -> Inference:
    """Return the vectors that a submission gives the cells, computed in a process of its own.

    Parameters
    ----------
    adata
        Counts of shape (n_cells, n_genes), with obs `batch` and `total_counts`; X may be left in its file.
    submission, folder
        What is run, and where its embed.py is.
    checkpoint
        Folder with the files that `runtime.checkpoint` declares.
    seed
        What `run.seed` says.
    permutation_seed
        Seed of the order in which the cells are shown: public files are sorted by cell type, so the
        number of a row can give the label away.
    min_isolation
        How well the process must be confined; it runs in the strongest tier that the machine offers.
    code
        What is run in place of the folder's embed.py.
    """
    order = np.random.default_rng(permutation_seed).permutation(adata.n_obs)
    ended = _NOT_RUN
    try:
        _require_runtime(submission, folder, checkpoint)
        python = interpreter_of(submission.runtime, f"{folder / 'submission.yaml'}: runtime")
        tier = strongest_tier(python, min_isolation=min_isolation).tier
        with TemporaryDirectory(prefix="frozen-cells-") as scratch:
            _lend_code(code or folder / "embed.py", Path(scratch, "code"))
            lend_libraries(submission.runtime.libraries, folder, Path(scratch, "code"))
            write_shown(adata, order, Path(scratch, "cells.h5ad"), uses_batch=submission.runtime.uses_batch)
            weights = checkpoint.resolve() if submission.runtime.checkpoint else None
            device, backed = submission.runtime.device, submission.runtime.backed
            call = Call(python, Path(scratch), adata.n_obs, seed, device, weights, backed)
            ended = run_harness(call, tier)
        found = _vectors_of(ended, submission, folder, python)
    except BenchmarkError as error:
        return Inference(None, advised(error, submission, folder), ended)
    vectors = np.empty_like(found)
    vectors[order] = found
    return Inference(vectors, None, ended)


def _lend_code(code: Path, folder: Path) -> None:
    """Copy the code: what runs stays what it is, whatever happens to the file meanwhile."""
    if code.is_symlink():
        raise BenchmarkError(
            f"{code.name} is a link; expected a file",
            where=str(code),
            fix=f"cp --remove-destination {code.resolve()} {code}",
        )
    folder.mkdir()
    shutil.copyfile(code, folder / "embed.py")


def _vectors_of(ended: Ended, submission: Submission, folder: Path, python: Path) -> npt.NDArray[np.float32]:
    if submission.runtime.requirements:  # Python before 3.11 cannot tell the owners of all modules
        ended.report.versions |= installed_versions(python)
    if ended.vectors is None:
        raise error_of(ended, folder / "embed.py")
    _require_declared(ended.vectors.shape[1], submission, folder)
    return ended.vectors


def _require_runtime(submission: Submission, folder: Path, checkpoint: Path) -> None:
    """Refuse what this machine cannot give the submission."""
    runtime, where = submission.runtime, folder / "submission.yaml"
    for position, file in enumerate(runtime.checkpoint):
        _require_weights(file, checkpoint, f"{where}: runtime.checkpoint[{position}]", folder)
    if runtime.device == "cuda" and not any(Path("/dev").glob("nvidia[0-9]*")):
        raise BenchmarkError(
            "device is cuda; this machine has no NVIDIA GPU",
            where=f"{where}: runtime.device",
            fix="run it on a machine with one, or write `device: cpu`",
        )


def _require_weights(file: Checkpoint, checkpoint: Path, where: str, folder: Path) -> None:
    require_pinned(file, checkpoint, where)
    path = checkpoint / file.path
    download = f"python -m stages.checkpoint --submission {folder} --folder {checkpoint}"
    if not path.is_file():
        raise BenchmarkError(f"weights not available: there is no {path}", where=where, fix=download)
    if (found := sha256_of(path)) != file.sha256:
        raise BenchmarkError(
            f"{path.name} has sha256 {found}; submission.yaml says {file.sha256}",
            where=where,
            fix=f"{download}  (where upstream replaced the file, make a submission of its own)",
        )


def _require_declared(n_dims: int, submission: Submission, folder: Path) -> None:
    """Refuse more dimensions than declared; fewer is what a dataset of few genes can give."""
    if submission.embedding_dim and n_dims > submission.embedding_dim:
        raise BenchmarkError(
            f"embed() returned {n_dims} dimensions; submission.yaml says {submission.embedding_dim}",
            where=f"{folder / 'submission.yaml'}: embedding_dim",
            fix=f"write `embedding_dim: {n_dims}`, or return fewer",
        )
