"""The integer counts of a raw file, checked and read in blocks of rows."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import scipy.sparse as sp

from stages.errors import BenchmarkError, did_you_mean
from stages.preparation.raw_file import RawFile

_LARGEST = 2**24  # beyond, float32 no longer holds every integer
_BLOCK = 2**24  # entries: some 130 MB, and a few times that while they are checked


@dataclass(frozen=True, slots=True)
class Counts:
    """Counts of shape (n_cells, n_genes), of which a block of rows at a time is in memory.

    Attributes
    ----------
    place, others
        Where they are in the raw file, and where else counts could be.
    genes
        Table of the genes.
    """

    matrix: Any
    place: str
    others: tuple[str, ...]
    genes: pd.DataFrame

    @property
    def shape(self) -> tuple[int, int]:
        """(n_cells, n_genes)."""
        n_cells, n_genes = self.matrix.shape
        return int(n_cells), int(n_genes)

    def blocks(self) -> Iterator[sp.csr_matrix]:
        """Yield the rows in their order, as float32 CSR in one canonical form."""
        yield from map(_canonical, self.stored())

    def stored(self) -> Iterator[sp.csr_matrix]:
        """Yield the rows as they are in the file."""
        bounds = self._bounds()
        for start, stop in pairwise(bounds):
            yield sp.csr_matrix(self.matrix[start:stop])

    def _bounds(self) -> list[int]:
        """Return where blocks begin, and the number of cells."""
        n_cells, n_genes = self.shape
        indptr = getattr(self.matrix, "indptr", None)
        if indptr is None:
            return [*range(0, n_cells, max(1, _BLOCK // n_genes)), n_cells]
        before = np.asarray(indptr[:], dtype=np.int64)
        bounds = [0]
        while bounds[-1] < n_cells:
            full = int(np.searchsorted(before, before[bounds[-1]] + _BLOCK, side="right")) - 1
            bounds.append(min(n_cells, max(bounds[-1] + 1, full)))
        return bounds


@dataclass(frozen=True, slots=True)
class Survey:
    """What one look at all counts tells, per cell.

    Attributes
    ----------
    sums, sums32
        Sum of the counts, in double precision and in that of the counts.
    n_genes
        Number of genes with a count.
    """

    sums: npt.NDArray[np.float64]
    sums32: npt.NDArray[np.float32]
    n_genes: npt.NDArray[np.int64]

    @property
    def n_entries(self) -> int:
        """Number of counts that are not 0."""
        return int(self.n_genes.sum())


def counts_in(raw: RawFile, place: str, where: str) -> Counts:
    """Return the counts of a raw file.

    Parameters
    ----------
    place
        `X`, `raw` or `layers/<name>`.
    where
        The file and the catalog entry named in an error.

    Raises
    ------
    BenchmarkError
        If the place is not there, or holds no numbers.
    """
    places = sorted(raw.places)
    if place not in places:
        raise BenchmarkError(
            f"there is no `{place}`; the file has {places}{did_you_mean(place, places)}",
            where=f"{where}.counts",
            fix="set counts to one of them",
        )
    matrix, genes = raw.places[place]
    counts = Counts(matrix, place, tuple(other for other in places if other != place), genes)
    if matrix.dtype.kind not in "fiub":
        raise BenchmarkError(
            f"`{place}` holds {matrix.dtype}; expected numbers", where=f"{where}.counts", fix=_fix(counts)
        )
    return counts


def survey(counts: Counts, where: str) -> Survey:
    """Look at every count once.

    Raises
    ------
    BenchmarkError
        If an entry is no integer of 0 to 16,777,216, or all are 0.
    """
    faults, found = _Faults(), []
    for rows in counts.stored():
        faults.look_at(rows.data)
        if not faults.found:
            block = _canonical(rows)
            sums = (np.asarray(block.sum(axis=1, dtype=dtype)).ravel() for dtype in (np.float64, None))
            found.append((*sums, np.diff(block.indptr)))
    faults.require_none(counts, where)
    sums64, sums32, n_genes = (np.concatenate(column) for column in zip(*found, strict=True))
    return Survey(sums64, sums32, n_genes.astype(np.int64))


def _canonical(rows: sp.csr_matrix) -> sp.csr_matrix:
    counts = rows.astype(np.float32)
    counts.sum_duplicates()
    counts.eliminate_zeros()
    counts.sort_indices()
    return counts


class _Faults:
    """How many entries are no counts, and the first of each kind."""

    def __init__(self) -> None:
        self.n_entries, self.some = 0, False
        self.found: dict[str, tuple[int, float]] = {}

    def look_at(self, entries: npt.NDArray[Any]) -> None:
        self.n_entries += entries.size
        self.some |= bool(entries.any())
        wrong = {
            "not finite": ~np.isfinite(entries),
            "negative": entries < 0,
            "not integers": entries != np.round(entries),
            f"above {_LARGEST:,}": entries > _LARGEST,
        }
        for fault, where in wrong.items():
            times, first = self.found.get(fault, (0, 0.0))
            if where.any():
                self.found[fault] = times + int(where.sum()), first if times else entries[where][0]

    def require_none(self, counts: Counts, where: str) -> None:
        for fault in ("not finite", "negative", "not integers", f"above {_LARGEST:,}"):
            if fault in self.found:
                times, first = self.found[fault]
                raise BenchmarkError(
                    f"{times:,} of {self.n_entries:,} entries of `{counts.place}` are {fault}, "
                    f"such as {first:g}; expected integer counts of 0 or more",
                    where=f"{where}.counts",
                    fix=_fix(counts),
                )
        if not self.some:
            raise BenchmarkError(
                f"every count is 0; expected `{counts.place}` to hold counts",
                where=f"{where}.counts",
                fix=_fix(counts),
            )


def _fix(counts: Counts) -> str:
    if counts.others:
        return f"set counts to where the raw counts are: {' or '.join(counts.others)}"
    return "write the raw counts (UMIs or reads, not normalised, not log) to the file"
