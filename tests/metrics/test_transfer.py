"""Labels carry over from other groups, and are counted as they should be."""

import numpy as np
import pytest
from sklearn.metrics import accuracy_score, balanced_accuracy_score, f1_score

from stages.metrics.distances import sweep
from stages.metrics.metric import Undefined
from stages.metrics.transfer import SCORES, Prediction, by_neighbours, by_regression, folds

CLASSIFIERS = ["neighbours", "regression"]


def _predict(classifier, points, label, fold):
    if classifier == "regression":
        return by_regression(points, label, fold)
    one = np.zeros(len(points), dtype=int)
    known = sweep(points, one, one, k=min(89, len(points) - 1), n_threads=1).neighbours
    return by_neighbours(points, label, fold, known)


@pytest.fixture
def cells():
    """Return points of three labels in three folds."""
    rng = np.random.default_rng(0)
    label, fold = rng.integers(3, size=300), rng.integers(3, size=300)
    return 6 * np.eye(3)[label] + rng.standard_normal((300, 3)), label, fold


@pytest.mark.parametrize("classifier", CLASSIFIERS)
def test_clear_labels_carry_over_and_shuffled_ones_do_not(cells, classifier):
    """Near 1, and near chance."""
    points, label, fold = cells
    shuffled = np.random.default_rng(1).permutation(points)
    assert SCORES["accuracy"](_predict(classifier, points, label, fold)) > 0.97
    assert SCORES["balanced_accuracy"](_predict(classifier, shuffled, label, fold)) < 0.45


@pytest.mark.parametrize("classifier", CLASSIFIERS)
def test_a_cell_never_learns_from_its_own_group(cells, classifier):
    """Where labels have swapped places in one group, that group is predicted wrong."""
    points, label, fold = cells
    swapped = np.where(fold == 0, (label + 1) % 3, label)
    found = _predict(classifier, points, swapped, fold)
    right = np.bincount(fold, weights=found.label == found.predicted) / np.bincount(fold)
    assert right[0] < 0.05


@pytest.mark.parametrize("classifier", CLASSIFIERS)
def test_labels_of_one_group_alone_are_not_scored(cells, classifier):
    """Nobody could name them."""
    points, label, fold = cells
    label = np.where((fold == 1) & (label == 2), 3, label)
    found = _predict(classifier, points, label, fold)
    assert len(found.label) == 300 - (label == 3).sum()
    assert set(found.label) == {0, 1, 2}


def test_scores_are_those_of_scikit_learn():
    """On predictions with mistakes of every kind."""
    rng = np.random.default_rng(0)
    label = rng.integers(5, size=400)
    predicted = np.where(rng.random(400) < 0.6, label, rng.integers(5, size=400))
    found = Prediction(label, predicted, 400, np.bincount(label))
    assert SCORES["accuracy"](found) == pytest.approx(accuracy_score(label, predicted))
    assert SCORES["balanced_accuracy"](found) == pytest.approx(balanced_accuracy_score(label, predicted))
    assert SCORES["macro_f1"](found) == pytest.approx(f1_score(label, predicted, average="macro"))


def test_rare_labels_have_20_cells_and_less_than_a_hundredth():
    """One of 25 in 3,000 counts, one of 10 and one of 40 do not."""
    label = np.repeat([0, 1, 2, 3], [2925, 25, 10, 40])
    predicted = np.where(label == 1, np.arange(3000) % 5 // 4, label)  # a fifth is found
    found = Prediction(label, predicted, 3000, np.bincount(label))
    assert SCORES["rare_recall"](found) == pytest.approx(0.2)
    assert SCORES["lowest_recall"](found) == pytest.approx(0.2)
    with pytest.raises(Undefined, match="no label has fewer than 1% of the cells and 20"):
        SCORES["rare_recall"](Prediction(label, predicted, 2500, np.bincount(label)))


def test_more_than_ten_groups_make_five_folds():
    """Every group is in one fold, and large ones are spread."""
    group = np.repeat(np.arange(12), np.arange(1, 13))
    fold = folds(group)
    assert len(np.unique(fold)) == 5
    assert all(len(np.unique(fold[group == code])) == 1 for code in range(12))
    assert len({int(fold[group == code][0]) for code in range(7, 12)}) == 5
    np.testing.assert_array_equal(folds(group[group < 10]), group[group < 10])


@pytest.mark.parametrize(
    ("group", "reason"),
    [
        (np.zeros(30, dtype=int), "all cells are of one batch or donor"),
        (np.arange(30), "every cell is a batch"),
    ],
)
def test_without_groups_there_is_nobody_to_learn_from(group, reason):
    """One group, or a group per cell."""
    with pytest.raises(Undefined, match=reason):
        folds(group)


@pytest.mark.parametrize("classifier", CLASSIFIERS)
def test_too_few_cells_elsewhere_are_named(classifier):
    """15 neighbours need as many."""
    points, fold = np.random.default_rng(0).standard_normal((30, 2)), np.repeat([0, 1], [20, 10])
    with pytest.raises(Undefined, match="10 cells outside of the largest batch or donor; 15 neighbours"):
        _predict(classifier, points, np.arange(30) % 2, fold)
    with pytest.raises(Undefined, match="all cells have one label"):
        _predict(classifier, points, np.zeros(30, dtype=int), fold)
    with pytest.raises(Undefined, match="no label is in two batches or donors"):
        _predict(classifier, np.tile(points, (2, 1)), np.repeat([0, 1], 30), np.repeat([0, 1], 30))
