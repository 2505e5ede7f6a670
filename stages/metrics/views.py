"""The two views of an embedding, scored on all cells and on fixed draws of them."""

from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]  # it publishes no types

from stages.metrics import METRICS
from stages.metrics.arrays import Codes, Floats, Indices
from stages.metrics.cells import Cells
from stages.metrics.compute import compute
from stages.metrics.parallel import each
from stages.metrics.pca import principal_components
from stages.metrics.uncertainty import draw_cells, interval
from stages.records import MetricValue

PCA_DIMS = 50
_DRAWN = [name for name, metric in METRICS.items() if metric.drawn]


@dataclass(frozen=True, slots=True)
class Truth:
    """What an embedding is scored against.

    Attributes
    ----------
    label, batch
        (n_cells,) names or codes.
    unintegrated
        (n_cells, n_components): principal components of the data before any model.
    donor
        (n_cells,) names or codes; None where a cell's donor is unknown.
    """

    label: Codes
    batch: Codes
    unintegrated: Floats
    donor: Codes | None = None

    def of(self, cells: Indices) -> "Truth":
        """Return the truth of some cells."""
        donor = None if self.donor is None else self.donor[cells]
        return Truth(self.label[cells], self.batch[cells], self.unintegrated[cells], donor)


def score_views(
    points: Floats, truth: Truth, *, seed: int, n_draws: int, draw_fraction: float, n_workers: int
) -> dict[str, dict[str, MetricValue]]:
    """Return view -> metric -> value, with draws and interval.

    Parameters
    ----------
    points
        (n_cells, n_dims), finite.
    truth
        Of the same cells, in the same order.
    seed, n_draws, draw_fraction
        Which cells are drawn: see `uncertainty.draw_cells`.
    n_workers
        Processes for the draws, and threads for the distances of all cells; no bit depends on it.

    Notes
    -----
    `native` is the embedding as it is; `pca50` its first 50 principal components, found once on all
    cells. At most 50 dimensions are left as they are, so that both views are one and the same.
    """
    draws = draw_cells(len(points), seed=seed, n_draws=n_draws, fraction=draw_fraction)
    with threadpool_limits(1):  # one thread per product: equal bits however many cores there are
        native = _score(points, truth, draws, n_workers)
        if points.shape[1] <= PCA_DIMS:
            return {"native": native, "pca50": native}
        components = principal_components(points.astype(np.float64), PCA_DIMS)
        return {"native": native, "pca50": _score(components, truth, draws, n_workers)}


def _score(points: Floats, truth: Truth, draws: list[Indices], n_workers: int) -> dict[str, MetricValue]:
    """Return metric -> value of one view."""
    values = compute(_cells(points, truth, n_threads=n_workers))
    if not any(value.status == "ok" for value in values.values()):
        return values
    of_draws = each(partial(_draw, points, truth), draws, n_workers=n_workers)
    return {
        name: _with_draws(name, value, [drawn[name] for drawn in of_draws], draws, len(points))
        if name in _DRAWN
        else value
        for name, value in values.items()
    }


def _cells(points: Floats, truth: Truth, *, n_threads: int) -> Cells:
    return Cells(points, truth.label, truth.batch, truth.unintegrated, truth.donor, n_threads=n_threads)


def _draw(points: Floats, truth: Truth, cells: Indices) -> dict[str, float | None]:
    values = compute(_cells(points[cells], truth.of(cells), n_threads=1), _DRAWN)
    return {name: value.value for name, value in values.items()}


def _with_draws(
    name: str, value: MetricValue, drawn: list[float | None], draws: list[Indices], n_cells: int
) -> MetricValue:
    if value.value is None or not draws:
        return value
    ends = interval(value.value, drawn, share=len(draws[0]) / n_cells)
    if ends is None:
        return replace(value, draws=tuple(drawn))
    metric = METRICS[name]
    low, high = max(ends[0], metric.low), min(ends[1], metric.high)
    return replace(value, low=low, high=high, draws=tuple(drawn))
