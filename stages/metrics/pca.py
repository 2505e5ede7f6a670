"""Principal components, exactly: the dimension-matched view of an embedding."""

import numpy as np
from scipy.linalg import eigh

from stages.metrics.arrays import Floats


def principal_components(points: Floats, n_components: int) -> Floats:
    """Return the leading principal components of the cells.

    Parameters
    ----------
    points
        (n_cells, n_dims).
    n_components
        At most n_dims.

    Returns
    -------
    ndarray
        (n_cells, min(n_components, n_cells)) float64, by decreasing variance. Each component points
        to where its largest loading is positive. Without cells there are no components: the coordinates
        are the first of the points'.
    """
    if not len(points):
        return points[:, :n_components]
    centred = points - points.mean(axis=0)
    n_cells, n_dims = centred.shape
    n_kept = min(n_components, n_cells)
    if n_dims <= n_cells:
        axes = _leading(centred.T @ centred, n_kept)  # (n_dims, n_kept)
        coordinates = centred @ axes
    else:
        coordinates = _leading(centred @ centred.T, n_kept)
        coordinates = coordinates * np.linalg.norm(centred.T @ coordinates, axis=0)
        axes = centred.T @ coordinates
    largest = axes[np.abs(axes).argmax(axis=0), np.arange(n_kept)]
    components: Floats = coordinates * np.where(largest < 0, -1.0, 1.0)
    return components


def _leading(gram: Floats, n: int) -> Floats:
    """Return the eigenvectors of the n largest eigenvalues, largest first."""
    size = len(gram)
    vectors = eigh(gram, subset_by_index=(size - n, size - 1))[1]
    return np.asarray(vectors[:, ::-1])
