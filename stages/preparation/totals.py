"""The library size of every cell, and whether the file agrees with itself about it."""

import re

import numpy as np
import numpy.typing as npt
import pandas as pd

from stages.errors import BenchmarkError
from stages.preparation.annotation import require_column

# Names under which tools store a cell's total, without case and punctuation.
_TOTAL = re.compile(r"^(n?umis?|n?counts?(rna|allgenes)?|total(counts?|umis?)|librarysize)$")
_AGREES = 0.5  # a correlation below this is no sampling noise: the totals are of other cells


def total_counts(
    obs: pd.DataFrame, sums: npt.NDArray[np.float64], key: str | None, where: str
) -> npt.NDArray[np.float64]:
    """Return each cell's library size, shape (n_cells,): the named column, or the sum of the counts.

    Raises
    ------
    BenchmarkError
        If the column is absent, or smaller than the counts that it is said to contain.
    """
    if key is None:
        return sums
    column = require_column(obs, key, "total_counts_key", where, axis="obs")
    totals = pd.to_numeric(column, errors="coerce").to_numpy(dtype=np.float64)
    if (wrong := ~(totals >= sums)).any():
        raise BenchmarkError(
            f"`{key}` is missing or below the sum of the counts in {wrong.sum():,} of {wrong.size:,} cells; "
            "expected a library size of at least that sum",
            where=f"{where}.total_counts_key",
            fix="name the right column, or remove the key: the sum is then used",
        )
    return totals


def disagreements(obs: pd.DataFrame, sums: npt.NDArray[np.float64], key: str | None = None) -> list[str]:
    """Return a sentence for every column of totals that does not fit the counts of its row.

    Columns of totals are `key` and those with a usual name, where they hold numbers.
    """
    found = []
    for name in obs.columns:
        usual = _TOTAL.match(re.sub(r"[^a-z]", "", str(name).lower()))
        if not (usual or name == key) or obs[name].dtype.kind not in "fiu":
            continue
        totals = obs[name].to_numpy(dtype=np.float64)
        below, r = int((~(totals >= sums)).sum()), _correlation(totals, sums)
        if below or r < _AGREES:
            found.append(
                f"obs `{name}` is below the sum of the counts in {below:,} of {len(sums):,} cells and "
                f"correlates {r:.3f} with it: its values may belong to other rows or to other counts"
            )
    return found


def _correlation(totals: npt.NDArray[np.float64], sums: npt.NDArray[np.float64]) -> float:
    """Pearson's r; 1 where one of the two does not vary and nothing can be said."""
    known = np.isfinite(totals)
    if known.sum() < 2 or np.ptp(totals[known]) == 0 or np.ptp(sums[known]) == 0:  # noqa: PLR2004 - of a pair
        return 1.0
    return float(np.corrcoef(totals[known], sums[known])[0, 1])
