"""A submission at work on a few real cells that come with the environment, as they are and in other forms."""

import os
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Self

import anndata as ad
import numpy as np
import numpy.typing as npt

from stages.confinement.plan import Tier
from stages.errors import BenchmarkError
from stages.inference import Inference, infer
from stages.rehearsing.cells import (
    Mask,
    destroyed,
    of_one_type,
    rehearsal_cells,
    renamed,
    some,
    thinned,
    with_common_genes,
)
from stages.rehearsing.recognition import Recognition, recognise
from stages.rehearsing.similarity import Vectors, shift
from stages.rehearsing.singly import write_singly
from stages.schema import Submission

N_CELLS = 500
N_SINGLY = 32
KEPT = 0.95  # of the molecules of a thinned cell
_PROCESSES = min(2, os.cpu_count() or 1)
# Name of a run -> what an author is told of it, where it fails and the first one did not.
SHOWN = {
    "again": "in a second process",
    "reordered": "shown the cells in another order",
    "one_type": "shown the cells of one type alone",
    "half": "shown a random half of the cells",
    "singly": "shown one cell at a time",
    "destroyed": "shown cells whose genes were dealt out anew",
    "thinned": "shown cells without some of their molecules",
    "renamed": "shown the genes under others' names",
    "common_genes": "shown a few genes",
    "common_genes_one_type": "shown a few genes of one type's cells",
}


@dataclass(frozen=True)
class Rehearsal:
    """Runs of one submission, each in a process of its own, made when their vectors are asked for.

    As a context: what is still to run when it ends is not run.
    """

    submission: Submission
    folder: Path
    checkpoint: Path
    seed: int
    n_cells: int = N_CELLS
    min_isolation: Tier = "none"

    def __enter__(self) -> Self:
        """Begin; nothing runs yet."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Call off what has not begun."""
        self._pool.shutdown(cancel_futures=True)

    def rng(self, use: str) -> np.random.Generator:
        """Return random numbers that depend on the seed and on what they are for."""
        return np.random.default_rng([self.seed, *use.encode()])

    @cached_property
    def cells(self) -> ad.AnnData:
        """Blood cells, with the cell types in obs `label`, which no submission sees."""
        return rehearsal_cells(self.n_cells, np.random.default_rng(self.seed))

    @cached_property
    def parts(self) -> dict[str, Mask]:
        """Which cells are shown without the others."""
        return {
            "one_type": of_one_type(self.cells),
            "half": some(self.cells, self.n_cells // 2, self.rng("half")),
            "singly": some(self.cells, N_SINGLY, self.rng("singly")),
        }

    @cached_property
    def full(self) -> Inference:
        """The run that others are compared with: alone on the machine, so that its cost is its own."""
        return self._run(self.cells)

    def vectors(self, name: str) -> Vectors:
        """Return what came of a run; the error where nothing did."""
        return self.full.result() if name == "full" else self.outcome(name).result()

    def outcome(self, name: str) -> Inference:
        """Return a run, with what went wrong if something did."""
        if name not in self._started:
            self._started[name] = self._pool.submit(self._forms[name])
        done = self._started[name].result()
        if done.error is None:
            return done
        told = BenchmarkError(f"{SHOWN[name]}: {done.error.what}", where=done.error.where, fix=done.error.fix)
        return Inference(None, told, done.ended)

    def moved(self, name: str) -> float:
        """Return how far the cells of a part are from where they are among all cells."""
        there = self.outcome(name).vectors
        return float("inf") if there is None else shift(self.vectors("full")[self.parts[name]], there)

    def recognition(self, name: str) -> Recognition:
        """Return how well cell types are recognised from the vectors of a run over all cells."""
        labels: npt.NDArray[np.object_] = self.cells.obs["label"].to_numpy()
        return recognise(self.vectors(name), labels, self.rng("recognition"))

    @cached_property
    def _pool(self) -> ThreadPoolExecutor:
        return ThreadPoolExecutor(_PROCESSES)

    @cached_property
    def _started(self) -> dict[str, Future[Inference]]:
        """Runs that every submission makes, side by side; not before one has shown that there are vectors."""
        self.full.result()
        for_all = ("again", "reordered", "one_type", "half", "destroyed", "thinned", "renamed")
        return {name: self._pool.submit(self._forms[name]) for name in for_all}

    @cached_property
    def _forms(self) -> dict[str, Callable[[], Inference]]:
        """Name of a run -> what makes it. Those that follow from others' results are not started early."""
        cells, parts, uses_batch = self.cells, self.parts, self.submission.runtime.uses_batch
        common = with_common_genes(cells)
        shown = {
            "again": cells,
            "one_type": cells[parts["one_type"]],
            "half": cells[parts["half"]],
            "destroyed": destroyed(cells, self.rng("destroyed"), within_batch=uses_batch),
            "thinned": thinned(cells, KEPT, self.rng("thinned")),
            "renamed": renamed(cells, self.rng("renamed")),
            "common_genes": common,
            "common_genes_one_type": common[parts["one_type"]],
        }
        forms: dict[str, Callable[[], Inference]] = {
            name: partial(self._run, adata) for name, adata in shown.items()
        }
        return forms | {"reordered": partial(self._run, cells, permutation_seed=1), "singly": self._singly}

    def _singly(self) -> Inference:
        with TemporaryDirectory(prefix="frozen-cells-") as folder:
            write_singly(self.folder / "embed.py", code := Path(folder, "embed.py"))
            return self._run(self.cells[self.parts["singly"]], code=code)

    def _run(self, cells: ad.AnnData, *, permutation_seed: int = 0, code: Path | None = None) -> Inference:
        return infer(
            cells,
            self.submission,
            folder=self.folder,
            checkpoint=self.checkpoint,
            seed=self.seed,
            permutation_seed=permutation_seed,
            min_isolation=self.min_isolation,
            code=code,
        )
