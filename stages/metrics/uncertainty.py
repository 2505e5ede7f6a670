"""How sure a score is: its spread over half-samples of the cells, taken without replacement.

Drawing with replacement would put cells at distance zero from their own copies, which no neighbour
graph survives. The intervals speak of these batches and donors: other cells of theirs could have been
sequenced. What other donors would give is more uncertain than that.
"""

from collections.abc import Sequence

import numpy as np
from scipy.special import stdtrit

from stages.metrics.arrays import Indices

_UPPER = 0.975  # of a 95 % interval


def draw_cells(n_cells: int, *, seed: int, n_draws: int, fraction: float) -> list[Indices]:
    """Return the cells of every draw: positions in the sorted order of cell ids.

    They depend on the number of cells and the seed alone: all embeddings of a dataset are scored on
    the same cells, so that their differences can be paired draw by draw. A draw stays the same when
    others are added after it.

    Parameters
    ----------
    n_cells
        Cells of the dataset.
    seed
        0 or more.
    n_draws
        How many.
    fraction
        Share of the cells in a draw, above 0 and below 1.

    Returns
    -------
    list of ndarray
        Ascending positions, without repeats.
    """
    size = round(fraction * n_cells)
    return [
        np.sort(np.random.default_rng([seed, draw]).choice(n_cells, size=size, replace=False))
        for draw in range(n_draws)
    ]


def interval(value: float, draws: Sequence[float | None], *, share: float) -> tuple[float, float] | None:
    """Return the ends of the 95 % interval, centred on the value of all cells.

    Parameters
    ----------
    value
        Of all n cells. Neighbour metrics move with the number of cells: the mean of draws is no centre.
    draws
        Values on draws of m cells; None where undefined.
    share
        m / n.

    Returns
    -------
    tuple or None
        value -+ t sd(draws) sqrt(share / (1 - share)): the standard error of n cells from the spread of
        draws of m, and Student's t for as many draws, as in the ranking. None if fewer than half of the
        draws, or than two, have a value.

    Examples
    --------
    >>> interval(0.5, [0.5, 0.5], share=0.5)
    (0.5, 0.5)
    """
    defined = [draw for draw in draws if draw is not None]
    if len(defined) < max(2, len(draws) / 2):
        return None
    error = float(np.std(defined, ddof=1)) * float(np.sqrt(share / (1 - share)))
    margin = float(stdtrit(len(defined) - 1, _UPPER)) * error
    return value - margin, value + margin
