"""Two embeddings of simulated cells: one frozen beforehand, and one that makes up for batches."""

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from stages.preparation.components import principal_components
from stages.simulation.cells import Floats, normalised

_REMOVED = 0.5  # of the differences between the means of batches


@dataclass(frozen=True, slots=True, eq=False)
class Projection:
    """A linear model of log-normalised counts: what it says of a cell depends on that cell alone.

    Attributes
    ----------
    axes
        (n_genes, n_dims).
    origin
        (n_dims,), subtracted from every vector.
    """

    axes: Floats
    origin: Floats

    @classmethod
    def fitted(cls, counts: sp.csr_matrix, seed: int) -> "Projection":
        """Return the projection onto the 50 principal components of other cells of the population."""
        known = normalised(counts)
        vectors = principal_components(known, seed).astype(np.float64)
        # The components are uncorrelated and centred, so that regression on them gives back their axes.
        axes = known.T @ vectors / (vectors**2).sum(axis=0)
        return cls(axes, np.asarray(known.mean(axis=0)).ravel() @ axes)

    def embed(self, counts: sp.csr_matrix) -> Floats:
        """Return the vectors of cells, (n_cells, n_dims)."""
        return np.asarray(normalised(counts) @ self.axes - self.origin)


def half_centred(points: Floats, batch: np.ndarray) -> Floats:
    """Return the vectors with half of the differences between the means of batches taken out."""
    moved = points.copy()
    for name in np.unique(batch):
        members = batch == name
        moved[members] -= _REMOVED * (points[members].mean(axis=0) - points.mean(axis=0))
    return moved
