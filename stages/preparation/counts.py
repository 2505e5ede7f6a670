"""The integer counts of a raw file."""

import anndata as ad
import numpy as np
import pandas as pd
import scipy.sparse as sp

from stages.errors import BenchmarkError, did_you_mean

_LARGEST = 2**24  # beyond, float32 no longer holds every integer


def read_counts(adata: ad.AnnData, place: str, where: str) -> tuple[sp.csr_matrix, pd.DataFrame]:
    """Return the counts as float32 CSR of shape (n_cells, n_genes), and the table of their genes.

    Parameters
    ----------
    adata
        The raw dataset.
    place
        `X`, `raw` or `layers/<name>`.
    where
        The file and the catalog entry named in an error.

    Raises
    ------
    BenchmarkError
        If the place is not there, an entry is no integer of 0 to 16,777,216, or all are 0.
    """
    places = [f"layers/{name}" for name in adata.layers]
    places += ["X"] * (adata.X is not None) + ["raw"] * (adata.raw is not None)
    if place not in places:
        raise BenchmarkError(
            f"there is no `{place}`; the file has {sorted(places)}{did_you_mean(place, places)}",
            where=f"{where}.counts",
            fix="set counts to one of them",
        )
    source = adata.raw if place == "raw" else adata
    matrix = adata.layers[place.removeprefix("layers/")] if place.startswith("layers/") else source.X
    others = [other for other in sorted(places) if other != place]
    if matrix.dtype.kind not in "fiub":
        raise BenchmarkError(
            f"`{place}` holds {matrix.dtype}; expected numbers", where=f"{where}.counts", fix=_fix(others)
        )
    return _checked(sp.csr_matrix(matrix), place, others, where), source.var


def _checked(matrix: sp.csr_matrix, place: str, others: list[str], where: str) -> sp.csr_matrix:
    entries = matrix.data
    faults = {
        "not finite": ~np.isfinite(entries),
        "negative": entries < 0,
        "not integers": entries != np.round(entries),
        f"above {_LARGEST:,}": entries > _LARGEST,
    }
    for fault, wrong in faults.items():
        if wrong.any():
            raise BenchmarkError(
                f"{wrong.sum():,} of {wrong.size:,} entries of `{place}` are {fault}, "
                f"such as {entries[wrong][0]:g}; expected integer counts of 0 or more",
                where=f"{where}.counts",
                fix=_fix(others),
            )
    if not entries.any():
        raise BenchmarkError(
            f"every count is 0; expected `{place}` to hold counts",
            where=f"{where}.counts",
            fix=_fix(others),
        )
    return _canonical(matrix)


def _canonical(matrix: sp.csr_matrix) -> sp.csr_matrix:
    counts = matrix.astype(np.float32)
    counts.sum_duplicates()
    counts.eliminate_zeros()
    counts.sort_indices()
    return counts


def _fix(others: list[str]) -> str:
    if others:
        return f"set counts to where the raw counts are: {' or '.join(others)}"
    return "write the raw counts (UMIs or reads, not normalised, not log) to the file"
