"""The shape of the cloud of cells, whatever their labels."""

import numpy as np

from stages.metrics.arrays import Floats, Indices
from stages.metrics.metric import Undefined

_NEGLIGIBLE = 1e-12  # of the largest variance: rounding


def variances(points: Floats) -> Floats:
    """Return the variances along the principal axes, none negative, in no unit.

    Parameters
    ----------
    points
        (n_cells, n_dims), not all equal.
    """
    centred = points - points.mean(axis=0)
    gram = centred.T @ centred if centred.shape[1] <= len(centred) else centred @ centred.T
    values = np.linalg.eigvalsh(gram)
    return np.asarray(np.where(values > _NEGLIGIBLE * values[-1], values, 0) / values[-1])


def participation_ratio(spectrum: Floats) -> float:
    """Return (sum of variances)² / sum of squared variances.

    Returns
    -------
    float
        1: one direction holds all variance; the number of dimensions: all hold the same.

    Examples
    --------
    >>> participation_ratio(np.array([1.0, 1.0, 0.0]))
    2.0
    """
    return float(spectrum.sum() ** 2 / (spectrum**2).sum())


def effective_rank(spectrum: Floats) -> float:
    """Return exp(entropy of the shares of variance): as the participation ratio, kinder to small ones.

    Notes
    -----
    O. Roy and M. Vetterli, EUSIPCO (2007), on variances in place of singular values.

    Examples
    --------
    >>> round(effective_rank(np.array([1.0, 1.0, 0.0])), 12)
    2.0
    """
    shares = spectrum[spectrum > 0] / spectrum.sum()
    return float(np.exp(-(shares * np.log(shares)).sum()))


def anisotropy(points: Floats) -> float:
    """Return the mean cosine between two different cells, over all pairs.

    Returns
    -------
    float
        Near 0: all directions are taken; 1: all cells point the same way. The least possible is
        -1 / (n_cells - 1).

    Raises
    ------
    Undefined
        If a cell is at the origin: it has no direction.
    """
    norms = np.linalg.norm(points, axis=1)
    if not norms.all():
        raise Undefined(f"{(norms == 0).sum():,} cells have a vector of zeros, which has no direction")
    total = (points / norms[:, None]).sum(axis=0)
    n_cells = len(points)
    return float(((total**2).sum() - n_cells) / (n_cells * (n_cells - 1)))


def hubness(neighbours: Indices) -> float:
    """Return the skewness of how often a cell is among the nearest of others.

    Parameters
    ----------
    neighbours
        (n_cells, k) indices of the nearest other cells.

    Returns
    -------
    float
        0: all cells are chosen alike; high: a few cells are everyone's neighbours.

    Notes
    -----
    M. Radovanović et al., J. Mach. Learn. Res. 11 (2010).
    """
    chosen = np.bincount(neighbours.ravel(), minlength=len(neighbours)).astype(np.float64)
    centred = chosen - chosen.mean()
    spread = float(np.sqrt((centred**2).mean()))
    return 0.0 if spread == 0 else float((centred**3).mean() / spread**3)
