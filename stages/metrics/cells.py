"""The cells of one view of an embedding, and what several metrics need of them, computed once."""

from functools import cached_property

import numpy as np
from scipy.sparse import csr_array

from stages.metrics.arrays import Codes, Floats
from stages.metrics.distances import Sweep, sweep
from stages.metrics.fuzzy import connectivities
from stages.metrics.geometry import variances
from stages.metrics.kmeans import Runs, kmeans
from stages.metrics.knn import Neighbours
from stages.metrics.leiden import best_leiden
from stages.metrics.lisi import neighbour_weights
from stages.metrics.louvain import best_louvain
from stages.metrics.metric import Undefined
from stages.metrics.pcr import variance_explained
from stages.metrics.transfer import Prediction, by_neighbours, by_regression, folds

LISI_K, KBET_K, GRAPH_K = 90, 50, 15  # a cell is the first of its own neighbours


class Cells:
    """One view of an embedding with its truth.

    Parameters
    ----------
    points
        (n_cells, n_dims), finite; any memory layout and float type.
    label, batch
        (n_cells,) names or codes.
    unintegrated
        (n_cells, n_components): principal components of the data before any model.
    donor
        (n_cells,) names or codes; None where unknown: batches stand in for them.
    n_threads
        Tiles of distances worked on at once.

    Notes
    -----
    Points are divided by a power of two, which is exact, so that squares of norms like 1e30 or 1e-30
    stay in range; no metric depends on the unit.
    """

    def __init__(
        self,
        points: Floats,
        label: Codes,
        batch: Codes,
        unintegrated: Floats,
        donor: Codes | None = None,
        *,
        n_threads: int = 1,
    ) -> None:
        self.points = _scaled(points)
        self.label_names, self.label = np.unique(label, return_inverse=True)
        self.batch = np.unique(batch, return_inverse=True)[1]
        self.unintegrated = _scaled(unintegrated)
        self.donor = self.batch if donor is None else np.unique(donor, return_inverse=True)[1]
        self.n_threads = n_threads

    @property
    def reason(self) -> str:
        """Why no metric at all has a value; empty where some have."""
        if len(self.points) < 2:  # noqa: PLR2004 - a pair
            return f"{len(self.points)} cells: there is nothing to compare"
        if not np.ptp(self.points, axis=0).any():
            return "all cells have the same vector"
        return ""

    def part(self, cells: Codes) -> "Cells":
        """Return some of the cells as an evaluation of their own."""
        label, batch, donor = self.label[cells], self.batch[cells], self.donor[cells]
        return Cells(self.points[cells], label, batch, self.unintegrated[cells], donor)

    @cached_property
    def distances(self) -> Sweep:
        """Return neighbours and sums of distances."""
        k = min(LISI_K, len(self.points)) - 1
        return sweep(self.points, self.label, self.batch, k=k, n_threads=self.n_threads)

    def neighbours(self, k: int) -> Neighbours:
        """Return the k - 1 nearest others; Undefined where the cells are not more than k."""
        if len(self.points) <= k:
            raise Undefined(f"{len(self.points)} cells; neighbourhoods of {k} need more")
        return self.distances.neighbours.first(k - 1)

    @cached_property
    def lisi_weights(self) -> Floats:
        """Return the weights of the neighbours for LISI, effectively a third of them."""
        return neighbour_weights(self.neighbours(LISI_K).distances, LISI_K // 3)

    @cached_property
    def kbet_graph(self) -> csr_array:
        """Return the neighbour graph on which kBET diffuses."""
        return connectivities(self.neighbours(KBET_K))

    @cached_property
    def graph(self) -> csr_array:
        """Return the neighbour graph that is clustered."""
        return connectivities(self.neighbours(GRAPH_K))

    @cached_property
    def leiden(self) -> tuple[float, float]:
        """Return (NMI, ARI) of the best Leiden clustering."""
        return best_leiden(self.graph, self.label)

    @cached_property
    def louvain(self) -> tuple[float, float]:
        """Return (NMI, ARI) of the best Louvain clustering."""
        return best_louvain(self.graph, self.label)

    @cached_property
    def transfer_knn(self) -> Prediction:
        """Return labels as the nearest cells of other donors have them."""
        fold = folds(self.donor)
        return by_neighbours(self.points, self.label, fold, self.distances.neighbours)

    @cached_property
    def transfer_logistic(self) -> Prediction:
        """Return labels as a regression on the cells of other donors has them."""
        return by_regression(self.points, self.label, folds(self.donor))

    @cached_property
    def spectrum(self) -> Floats:
        """Return the variances along the principal axes."""
        return variances(self.points)

    @cached_property
    def kmeans(self) -> Runs:
        """Return k-means clusterings with as many clusters as labels."""
        return kmeans(self.points, int(self.label.max()) + 1)

    @cached_property
    def pcr_before(self) -> float:
        """Return the share of variance that batches explain in the unintegrated data."""
        if not np.ptp(self.unintegrated, axis=0).any():
            raise Undefined("all cells have the same unintegrated vector")
        return variance_explained(self.unintegrated, self.batch)


def _scaled(points: Floats) -> Floats:
    wide = np.ascontiguousarray(points, dtype=np.float64)
    largest = np.abs(wide).max(initial=0)
    return wide if largest == 0 else np.ldexp(wide, -int(np.frexp(largest)[1]))
