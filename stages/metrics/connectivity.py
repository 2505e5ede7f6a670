"""Graph connectivity: whether each label hangs together."""

from typing import Literal

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from stages.metrics.arrays import Codes, Indices
from stages.metrics.metric import Undefined

Connection = Literal["strong", "weak"]


def graph_connectivity(neighbours: Indices, label: Codes, *, connection: Connection = "strong") -> float:
    """Return the mean over labels of the share of cells in the largest component of the label.

    Parameters
    ----------
    neighbours
        (n_cells, k) indices of the nearest other cells.
    label
        (n_cells,) codes.
    connection
        `strong`: a piece can be walked both ways along nearest neighbours, as in scib-metrics; `weak`: an
        edge joins both ways, as in scib.

    Returns
    -------
    float
        Near 0: labels fall to pieces; 1: each label is one piece.

    Raises
    ------
    Undefined
        If no label has two cells; labels of one cell are left out, for they cannot fall apart.

    Notes
    -----
    M. D. Luecken et al., Nat. Methods 19 (2022).
    """
    counts = np.bincount(label)
    several = counts > 1
    if not several.any():
        raise Undefined("no label has two cells")
    n_cells, k = neighbours.shape
    row, column = np.repeat(np.arange(n_cells), k), neighbours.ravel()
    inside = label[row] == label[column]
    edges = (np.ones(inside.sum()), (row[inside], column[inside]))
    _, component = connected_components(csr_array(edges, shape=(n_cells, n_cells)), connection=connection)
    largest = np.zeros(len(counts))
    np.maximum.at(largest, label, np.bincount(component)[component])  # a component has one label
    return float((largest / counts)[several].mean())
