"""Does each metric measure what it says? Its values as planted biology and batch effects vary."""

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Literal

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]  # it publishes no types

from stages.builtin.planted import design, draw_counts, population
from stages.cli import run
from stages.metrics import METRICS
from stages.metrics.parallel import each, n_cores
from stages.metrics.views import score_views
from stages.rows import write_rows
from stages.simulation.cells import Floats, components, truth
from stages.simulation.rows import SensitivityRow

Factor = Literal["biology", "batch"]


@dataclass(frozen=True, slots=True)
class _Setting:
    """One simulated dataset, and the strongest batch effects of its replicate."""

    factor: Factor
    level: float
    replicate: int
    n_cells: int
    strongest: float
    seed: int


def sensitivity(
    *, seed: int, n_cells: int, n_replicates: int, biology: list[float], batch: list[float], table: Path
) -> None:
    """Write every metric at every strength of biology, and at every strength of the batch effects.

    A replicate has the same cells on all levels. Batch effects are removed from the strongest ones: what
    an embedding at a lower level lacks of them counts as removed.
    """
    factors: dict[Factor, list[float]] = {"biology": biology, "batch": batch}
    settings = [
        _Setting(factor, level, replicate, n_cells, max(batch), seed)
        for factor, levels in factors.items()
        for level in levels
        for replicate in range(n_replicates)
    ]
    with threadpool_limits(1):  # equal bytes however many cores there are
        found = each(_rows, settings, n_workers=n_cores())
    write_rows(SensitivityRow, (row for rows in found for row in rows), table)


def _rows(setting: _Setting) -> list[SensitivityRow]:
    """Return every metric of the embeddings of one simulated dataset."""
    of_biology = setting.factor == "biology"
    biology, batch = (setting.level, 1.0) if of_biology else (1.0, setting.level)
    obs, reference = _dataset(setting, biology, setting.strongest)
    embeddings = {"pca": _dataset(setting, biology, batch)[1]}
    if of_biology:  # the batch effects have a level 0 of their own
        embeddings["batch_free"] = _dataset(setting, biology, 0.0)[1]
    score = partial(
        score_views,
        truth=truth(obs, reference),
        seed=setting.seed,
        n_draws=0,
        draw_fraction=0.5,
        n_workers=1,
    )
    return [
        SensitivityRow(
            factor=setting.factor,
            level=setting.level,
            replicate=setting.replicate,
            embedding=embedding,
            metric=name,
            group=METRICS[name].group,
            value=value.value,
            status=value.status,
            reason=value.reason,
            n_cells=setting.n_cells,
        )
        for embedding, points in embeddings.items()
        for name, value in score(points)["native"].items()  # 50 dimensions: the other view is the same
    ]


def _dataset(setting: _Setting, biology: float, batch: float) -> tuple[pd.DataFrame, Floats]:
    """Draw the cells of a replicate: what was planted, and their principal components."""
    rng = np.random.default_rng([setting.seed, setting.replicate])
    obs = design(setting.n_cells, rng)
    counts = draw_counts(obs, population(rng, biology=biology, batch=batch), rng)
    return obs, components(counts, setting.seed)


if __name__ == "__main__":
    run(sensitivity)
