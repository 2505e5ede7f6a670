"""Where labels or batches say nothing."""

from stages.metrics.cells import Cells
from stages.metrics.metric import Undefined


def several_batches(cells: Cells) -> int:
    """Return the number of batches; Undefined where they say nothing."""
    n_batches = int(cells.batch.max()) + 1
    if n_batches == 1:
        raise Undefined("all cells are in one batch")
    if n_batches == len(cells.batch):
        raise Undefined("every cell is a batch of its own")
    return n_batches


def several_labels(cells: Cells) -> Cells:
    """Return the cells; Undefined where they have one label."""
    if cells.label.max() == 0:
        raise Undefined("all cells have one label")
    return cells
