"""Every metric of the registry by name: the function that makes it."""

from collections.abc import Callable, Iterable
from functools import partial

import numpy as np

from stages.metrics.cells import Cells
from stages.metrics.geometry import anisotropy, effective_rank, hubness, participation_ratio
from stages.metrics.kedzierska import KEDZIERSKA
from stages.metrics.metric import Undefined
from stages.metrics.scib import SCIB
from stages.metrics.transfer import SCORES
from stages.records import MetricValue

_HUBNESS_K = 11  # a cell is the first of its own neighbours


def compute(cells: Cells, names: Iterable[str] | None = None) -> dict[str, MetricValue]:
    """Return metrics of one view, all or some: a value, or the reason why there is none."""
    reason = cells.reason
    return {
        name: MetricValue.undefined(reason) if reason else _value(name, cells)
        for name in (FUNCTIONS if names is None else names)
    }


def _value(name: str, cells: Cells) -> MetricValue:
    try:
        value = float(FUNCTIONS[name](cells))
    except Undefined as undefined:
        return MetricValue.undefined(str(undefined))
    return MetricValue(value, parts=PARTS[name](cells) if name in PARTS else ())


def _transfer(score: str, classifier: str, cells: Cells) -> float:
    return SCORES[score](getattr(cells, f"transfer_{classifier}"))


def _recalls(classifier: str, cells: Cells) -> tuple[tuple[str, float], ...]:
    """Return the recall of each label that is scored, whose mean is the balanced accuracy."""
    found = getattr(cells, f"transfer_{classifier}")
    names = cells.label_names[np.unique(found.label)]
    return tuple((str(name), float(one)) for name, one in zip(names, found.recall, strict=True))


def _participation_ratio(cells: Cells) -> float:
    return participation_ratio(cells.spectrum)


def _effective_rank(cells: Cells) -> float:
    return effective_rank(cells.spectrum)


def _anisotropy(cells: Cells) -> float:
    return anisotropy(cells.points)


def _hubness(cells: Cells) -> float:
    return hubness(cells.neighbours(_HUBNESS_K).indices)


TRANSFER: dict[str, Callable[[Cells], float]] = {
    f"transfer_{score}_{classifier}": partial(_transfer, score, classifier)
    for classifier in ("knn", "logistic")
    for score in SCORES
}
PARTS: dict[str, Callable[[Cells], tuple[tuple[str, float], ...]]] = {
    f"transfer_balanced_accuracy_{classifier}": partial(_recalls, classifier)
    for classifier in ("knn", "logistic")
}
GEOMETRY: dict[str, Callable[[Cells], float]] = {
    "participation_ratio": _participation_ratio,
    "effective_rank": _effective_rank,
    "anisotropy": _anisotropy,
    "hubness": _hubness,
}
FUNCTIONS: dict[str, Callable[[Cells], float]] = SCIB | KEDZIERSKA | TRANSFER | GEOMETRY
