"""What a submission must keep to, tried on a few real cells that come with the environment."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import anndata as ad
import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.spatial.distance import cdist

from stages.builtin import BUILTIN
from stages.errors import BenchmarkError
from stages.inference import Inference, infer
from stages.schema import Submission

N_CELLS = 200
K = 15
# A vector's shift is measured in median distances between cells, so that scale plays no part. Honest
# models shift by less than 4e-7 in float32 and by 1.4e-2 in half precision; what depends on the other
# cells shifts by 0.1 and more.
TOLERANCE = {"cpu": 1e-3, "cuda": 5e-2}
# What is fitted keeps no coordinates, but neighbours: scVI keeps 0.67 of them after a shuffle, and
# vectors that came back in a wrong order 0.08, which is chance.
LEAST_OVERLAP = 0.3


@dataclass(frozen=True)
class Rehearsal:
    """A submission, the cells it is tried on, and its vectors for them."""

    submission: Submission
    folder: Path
    checkpoint: Path
    seed: int

    @cached_property
    def cells(self) -> ad.AnnData:
        """200 blood cells, with the cell types in obs `label`, which no submission sees."""
        rng = np.random.default_rng(self.seed)
        raw = BUILTIN["pbmc68k"](rng)
        raw = raw[np.sort(rng.choice(raw.n_obs, N_CELLS, replace=False))]
        obs = pd.DataFrame(
            {
                "batch": pd.Categorical(raw.obs["batch"].astype(str)),
                "total_counts": raw.obs["n_counts"].to_numpy(np.float32),
                "label": raw.obs["bulk_labels"].to_numpy(),
            },
            index=raw.obs_names,
        )
        genes = pd.DataFrame({"symbol": raw.var_names, "ensembl_id": ""}, index=raw.var_names)
        return ad.AnnData(raw.X.copy(), obs, genes)

    @cached_property
    def first(self) -> Inference:
        """The run that the others are compared with."""
        return self.run(self.cells)

    def run(self, cells: ad.AnnData, permutation_seed: int = 0) -> Inference:
        """Return what the submission makes of some cells."""
        return infer(
            cells,
            self.submission,
            folder=self.folder,
            checkpoint=self.checkpoint,
            seed=self.seed,
            permutation_seed=permutation_seed,
        )


@dataclass(frozen=True, slots=True)
class Outcome:
    """A check that held, with what was found; or one that was not tried, with the reason."""

    detail: str
    tried: bool = True


def gives_one_finite_vector_per_cell(rehearsal: Rehearsal) -> Outcome:
    """Require the shape, type and finiteness of an embedding."""
    n_cells, n_dims = rehearsal.first.result().shape
    ended = rehearsal.first.ended
    return Outcome(f"{n_cells} x {n_dims} in {ended.wall_s:.1f} s, {ended.peak_rss_bytes >> 20} MiB")


def repeats_itself(rehearsal: Rehearsal) -> Outcome:
    """Compare with a second process that has the same seed."""
    first, second = rehearsal.first.result(), rehearsal.run(rehearsal.cells).result()
    fix = "seed every generator with run.seed, and switch dropout off (model.eval())"
    return _close(rehearsal, first, second, "twice with one seed", fix)


def ignores_the_order_of_cells(rehearsal: Rehearsal) -> Outcome:
    """Compare with another order: cells keep their vectors, or their neighbours where a model is fitted."""
    first, second = rehearsal.first.result(), rehearsal.run(rehearsal.cells, permutation_seed=1).result()
    fix = "return the vectors in the order of adata.obs_names, and keep padding and batches out of them"
    if rehearsal.submission.dataset_context != "fit":
        return _close(rehearsal, first, second, "in two orders", fix)
    kept = neighbours_kept(first, second)
    if kept < LEAST_OVERLAP:
        what = f"shown in two orders, cells keep {kept:.0%} of their {K} nearest neighbours"
        raise _failure(rehearsal, f"{what}; expected {LEAST_OVERLAP:.0%}", fix)
    return Outcome(f"{kept:.0%} of {K} neighbours kept")


def sees_one_cell_at_a_time(rehearsal: Rehearsal) -> Outcome:
    """Compare the cells of one type alone with the vectors that they have among the others."""
    if (context := rehearsal.submission.dataset_context) != "none":
        return Outcome(f"not claimed: dataset_context is {context}", tried=False)
    labels = rehearsal.cells.obs["label"]
    alone = (labels == labels.mode()[0]).to_numpy()
    second = rehearsal.run(rehearsal.cells[alone]).result()
    fix = "take nothing from the other cells; or declare dataset_context: gene_selection, statistics or fit"
    return _close(rehearsal, rehearsal.first.result()[alone], second, "among others and one type alone", fix)


CHECKS: dict[str, Callable[[Rehearsal], Outcome]] = {
    "one finite vector per cell": gives_one_finite_vector_per_cell,
    "same seed, same vectors": repeats_itself,
    "order of the cells plays no part": ignores_the_order_of_cells,
    "a vector depends on its own cell alone": sees_one_cell_at_a_time,
}


def shift(first: npt.NDArray[np.float32], second: npt.NDArray[np.float32]) -> float:
    """Return how far vectors moved: the 99th percentile over cells, in median distances between cells.

    0 means not at all; 1 that the farthest hundredth moved as far as another cell is away. Vectors that
    all coincide have no scale: infinite, unless none moved.
    """
    if np.array_equal(first, second):
        return 0.0
    moved = float(np.quantile(np.linalg.norm(first - second, axis=1), 0.99))
    scale = float(np.median(cdist(first, first)))
    return moved / scale if scale else float("inf")


def neighbours_kept(first: npt.NDArray[np.float32], second: npt.NDArray[np.float32]) -> float:
    """Return the share of a cell's 15 nearest neighbours that stay such, 0 to 1, mean over cells."""
    near = [np.argsort(_distances(vectors), axis=1)[:, :K] for vectors in (first, second)]
    return float(np.mean([len(set(a) & set(b)) / K for a, b in zip(*near, strict=True)]))


def _distances(vectors: npt.NDArray[np.float32]) -> npt.NDArray[np.float64]:
    distances: npt.NDArray[np.float64] = cdist(vectors, vectors)
    np.fill_diagonal(distances, np.inf)  # no cell is its own neighbour
    return distances


def _close(
    rehearsal: Rehearsal, first: npt.NDArray[np.float32], second: npt.NDArray[np.float32], how: str, fix: str
) -> Outcome:
    if np.array_equal(first, second):
        return Outcome("the same bytes")
    tolerance = TOLERANCE[rehearsal.submission.runtime.device]
    if first.shape != second.shape:
        raise _failure(
            rehearsal, f"embedded {how}, vectors have {first.shape[1]} and {second.shape[1]} dimensions", fix
        )
    if (moved := shift(first, second)) > tolerance:
        raise _failure(
            rehearsal,
            f"embedded {how}, vectors differ by {moved:.2g} median distances between cells; "
            f"expected at most {tolerance:g}",
            fix,
        )
    return Outcome(f"vectors differ by {moved:.1g} median distances between cells")


def _failure(rehearsal: Rehearsal, what: str, fix: str) -> BenchmarkError:
    return BenchmarkError(what, where=str(rehearsal.folder / "embed.py"), fix=fix)
