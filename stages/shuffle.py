"""Rows of a matrix that is larger than the memory, in another order."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

_ROWS = 8192  # of a part: some 130 MB where a cell has 2,000 genes


def shuffled(
    blocks: Iterator[sp.csr_matrix], order: npt.NDArray[np.int64], folder: Path, rows: int = _ROWS
) -> Iterator[sp.csr_matrix]:
    """Yield the rows of a matrix in another order, in blocks; two parts of it are in memory at most.

    Parameters
    ----------
    blocks
        The matrix in blocks of float32 rows, in its own order.
    order
        (n_cells,): which row of the matrix comes first, second, and so on.
    folder
        An empty folder for parts of the matrix; it takes about 8 bytes per entry.
    rows
        How many rows a block has that is yielded.
    """
    place = np.empty_like(order)
    place[order] = np.arange(len(order))  # where each row goes
    parts = [_Part(folder / str(number)) for number in range(-(-len(order) // rows))]
    start, n_genes = 0, 0
    for block in blocks:
        targets = place[start : start + block.shape[0]]
        start, n_genes = start + block.shape[0], block.shape[1]
        for number in np.unique(targets // rows):
            mine = targets // rows == number
            parts[number].add(block[mine], targets[mine])
    for part in parts:
        yield part.in_order(n_genes)


@dataclass(slots=True)
class _Part:
    """Rows that come near each other in the new order, in the order in which they were found."""

    path: Path
    targets: list[npt.NDArray[np.int64]] = field(default_factory=list)
    lengths: list[npt.NDArray[np.int64]] = field(default_factory=list)

    def add(self, block: sp.csr_matrix, targets: npt.NDArray[np.int64]) -> None:
        self.targets.append(targets)
        self.lengths.append(np.diff(block.indptr).astype(np.int64))
        for kind, values in (("data", np.float32(block.data)), ("indices", np.int32(block.indices))):
            with self.path.with_suffix(f".{kind}").open("ab") as file:
                values.tofile(file)

    def in_order(self, n_genes: int) -> sp.csr_matrix:
        """Return the rows, and remove their files."""
        data, indices = (
            np.fromfile(self.path.with_suffix(f".{kind}"), dtype)
            for kind, dtype in (("data", np.float32), ("indices", np.int32))
        )
        for kind in ("data", "indices"):
            self.path.with_suffix(f".{kind}").unlink()
        indptr = np.append(0, np.cumsum(np.concatenate(self.lengths)))
        found = sp.csr_matrix((data, indices, indptr), (len(indptr) - 1, n_genes))
        return found[np.argsort(np.concatenate(self.targets))]
