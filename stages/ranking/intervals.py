"""A mean over datasets and its 95 % interval.

With few datasets the interval says how the mean would move with other cells of the same datasets;
with enough of them, how it would move with other datasets.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.special import stdtrit

Floats = npt.NDArray[np.float64]

ENOUGH_DATASETS = 8  # from here on the datasets themselves are resampled
N_RESAMPLES = 10_000
FEWEST_DRAWS = 10  # a standard deviation of fewer draws is itself too uncertain
_UPPER = 0.975  # of a 95 % interval


@dataclass(frozen=True, slots=True)
class Sampling:
    """How cells were drawn when scoring, and from which seed datasets are resampled."""

    seed: int
    draw_fraction: float  # share of the cells in one draw, above 0 and below 1


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean over datasets; without `value` nothing was there, without ends nothing was drawn."""

    value: float | None
    low: float | None
    high: float | None

    def columns(self, name: str) -> dict[str, Any]:
        """Return the three columns that show the estimate: `name`, `name_low`, `name_high`."""
        return {name: self.value, f"{name}_low": self.low, f"{name}_high": self.high}


NO_ESTIMATE = Estimate(None, None, None)


def estimate(values: Floats, draws: Floats, sampling: Sampling) -> Estimate:
    """Return the mean over the datasets that have a value, with a 95 % interval centred on it.

    Parameters
    ----------
    values
        Shape (n_datasets,), NaN where there is none.
    draws
        Shape (n_datasets, n_draws): the value on each subsample of cells, NaN where undefined.
    sampling
        How the draws were made.

    Notes
    -----
    Centred on the value of all cells, because metrics of neighbours depend on how many cells there
    are: the mean of the draws is biased, their spread is not.
    """
    there = np.isfinite(values)
    n_datasets = int(there.sum())
    if n_datasets == 0:
        return NO_ESTIMATE
    value = float(values[there].mean())
    margin = (
        _margin_over_datasets(values[there], sampling.seed)
        if n_datasets >= ENOUGH_DATASETS
        else _margin_over_cells(draws[there].mean(axis=0), sampling.draw_fraction)
    )
    if margin is None:
        return Estimate(value, None, None)
    return Estimate(value, value - margin, value + margin)


def _margin_over_cells(draws: Floats, draw_fraction: float) -> float | None:
    """Return half the interval's width from scores on subsamples drawn without replacement.

    sd x sqrt(f / (1 - f)) is the standard error at all cells (m-out-of-n subsampling with the
    finite-population correction); at one half the factor is 1.
    """
    known = draws[np.isfinite(draws)]
    if known.size < FEWEST_DRAWS:
        return None
    error = known.std(ddof=1) * np.sqrt(draw_fraction / (1 - draw_fraction))
    return float(stdtrit(known.size - 1, _UPPER) * error)


def _margin_over_datasets(values: Floats, seed: int) -> float:
    """Return half the interval's width from a bootstrap over datasets.

    The bootstrap's spread is too small by sqrt((n - 1) / n), which at 8 datasets is not nothing.
    """
    n_datasets = values.size
    covariance = _resampled_covariance(n_datasets, seed)
    variance = (covariance * np.outer(values, values)).sum()  # of the resampled means
    error = np.sqrt(max(0.0, variance) * n_datasets / (n_datasets - 1))
    return float(stdtrit(n_datasets - 1, _UPPER) * error)


@lru_cache(maxsize=32)
def _resampled_covariance(n_datasets: int, seed: int) -> Floats:
    """Return the covariance of the datasets' weights over all resamples, shape (n_datasets, n_datasets).

    A resampled mean is a weighted sum, so this says how any submission's mean varies, with the same
    resamples for all: they depend on the seed and the number of datasets alone.
    """
    rng = np.random.default_rng([seed, n_datasets])
    shares = np.full(n_datasets, 1 / n_datasets)
    weights = rng.multinomial(n_datasets, shares, size=N_RESAMPLES) / n_datasets
    centred = weights - weights.mean(axis=0)
    covariance: Floats = (
        np.einsum("ri,rj->ij", centred, centred) / N_RESAMPLES
    )  # no BLAS: same bytes on any thread count
    return covariance
