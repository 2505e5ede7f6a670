"""Label transfer: the type of a cell, learned from the cells of other batches or donors."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from stages.metrics.arrays import Codes, Floats
from stages.metrics.elsewhere import nearest_elsewhere
from stages.metrics.knn import Neighbours
from stages.metrics.logistic import predict
from stages.metrics.metric import Undefined

K = 15
_MOST_GROUPS, _N_FOLDS = 10, 5
_RARE, _FEWEST_RARE = 0.01, 20


@dataclass(frozen=True, slots=True)
class Prediction:
    """What was predicted of the cells whose label the other groups have too.

    Attributes
    ----------
    label, predicted
        (n_scored,) codes.
    n_cells
        Of the dataset, those included whose label only their own group has.
    n_of_label
        (n_labels,) cells of the dataset.
    """

    label: Codes
    predicted: Codes
    n_cells: int
    n_of_label: Codes

    @property
    def recall(self) -> Floats:
        """Return the share of each scored label's cells that is found, by ascending code."""
        right = np.bincount(self.label[self.label == self.predicted], minlength=len(self.n_of_label))
        total = np.bincount(self.label, minlength=len(self.n_of_label))
        return np.asarray(right[total > 0] / total[total > 0])


def folds(group: Codes) -> Codes:
    """Return the fold of each cell: its group, or one of 5 sets of groups where there are more than 10.

    Raises
    ------
    Undefined
        With one group, or a group per cell.
    """
    n_groups = int(group.max()) + 1
    if n_groups == 1:
        raise Undefined("all cells are of one batch or donor: there is no other to learn from")
    if n_groups == len(group):
        raise Undefined("every cell is a batch or donor of its own")
    if n_groups <= _MOST_GROUPS:
        return group
    by_size = np.argsort(-np.bincount(group), kind="stable")  # large groups are spread over the folds
    fold = np.empty(n_groups, dtype=np.intp)
    fold[by_size] = np.arange(n_groups) % _N_FOLDS
    return fold[group]


def by_neighbours(points: Floats, label: Codes, fold: Codes, known: Neighbours) -> Prediction:
    """Predict the most frequent label of the 15 nearest cells of other folds; ties go to the nearer."""
    _require_reference(label, fold)
    around = label[nearest_elsewhere(points, fold, known, K)]  # (n_cells, K)
    votes = np.zeros((len(label), label.max() + 1))
    cell = np.repeat(np.arange(len(label)), K)
    np.add.at(votes, (cell, around.ravel()), 1)
    nearness = np.tile(np.arange(K, 0, -1) / (K + 1), len(label))  # below 1: it decides ties alone
    bonus = np.zeros_like(votes)
    np.maximum.at(bonus, (cell, around.ravel()), nearness)
    return _scored(label, (votes + bonus).argmax(axis=1), fold)


def by_regression(points: Floats, label: Codes, fold: Codes) -> Prediction:
    """Predict by multinomial logistic regression on the cells of other folds."""
    _require_reference(label, fold)
    predicted = np.empty_like(label)
    for code in range(fold.max() + 1):
        own = fold == code
        predicted[own] = predict(points[~own], label[~own], points[own])
    return _scored(label, predicted, fold)


def _require_reference(label: Codes, fold: Codes) -> None:
    if label.max() == 0:
        raise Undefined("all cells have one label")
    fewest = len(fold) - int(np.bincount(fold).max())
    if fewest < K:
        raise Undefined(f"{fewest} cells outside of the largest batch or donor; {K} neighbours need more")


def _scored(label: Codes, predicted: Codes, fold: Codes) -> Prediction:
    """Leave out cells of labels that no other fold has: nobody could name them."""
    table = np.zeros((label.max() + 1, fold.max() + 1), dtype=np.intp)
    np.add.at(table, (label, fold), 1)
    n_of_label = table.sum(axis=1)
    known = n_of_label[label] > table[label, fold]
    if not known.any():
        raise Undefined("no label is in two batches or donors")
    return Prediction(label[known], predicted[known], len(label), n_of_label)


def accuracy(found: Prediction) -> float:
    """Return the share of scored cells with the right label."""
    return float((found.label == found.predicted).mean())


def balanced_accuracy(found: Prediction) -> float:
    """Return the mean recall over labels."""
    return float(found.recall.mean())


def macro_f1(found: Prediction) -> float:
    """Return the mean over scored labels of the harmonic mean of precision and recall."""
    size = len(found.n_of_label)
    right = np.bincount(found.label[found.label == found.predicted], minlength=size)
    true = np.bincount(found.label, minlength=size)
    claimed = np.bincount(found.predicted, minlength=size)
    there = true > 0
    return float((2 * right[there] / (true + claimed)[there]).mean())


def rare_recall(found: Prediction) -> float:
    """Return the mean recall of labels with fewer than 1 % of the cells, and 20 of them or more."""
    sizes = found.n_of_label[np.unique(found.label)]
    rare = (sizes < _RARE * found.n_cells) & (sizes >= _FEWEST_RARE)
    if not rare.any():
        raise Undefined(
            f"no label has fewer than {_RARE:.0%} of the cells and {_FEWEST_RARE} of them or more"
        )
    return float(found.recall[rare].mean())


def lowest_recall(found: Prediction) -> float:
    """Return the recall of the label that is found least."""
    return float(found.recall.min())


SCORES: dict[str, Callable[[Prediction], float]] = {
    "accuracy": accuracy,
    "macro_f1": macro_f1,
    "balanced_accuracy": balanced_accuracy,
    "rare_recall": rare_recall,
    "lowest_recall": lowest_recall,
}
