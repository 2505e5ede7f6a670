"""Recognition of cell types: 1 where they are apart, chance where nothing tells them."""

import numpy as np

from stages.rehearsing.recognition import balanced_accuracy, drop, recognise

LABELS = np.repeat(["a", "b", "c", "d"], [100, 60, 30, 10]).astype(object)
CODES = np.unique(LABELS, return_inverse=True)[1]


def rng():
    """Return the same random numbers every time."""
    return np.random.default_rng(1)


NOISE = rng().normal(size=(200, 5)).astype(np.float32)


def test_types_that_are_apart_are_recognised():
    """And those that are not at chance, which is one in as many types as are counted."""
    apart = recognise(NOISE + 20 * CODES[:, None], LABELS, rng())
    assert apart.accuracy == 1
    assert abs(apart.chance - 1 / 3) < 0.05
    nothing = recognise(NOISE, LABELS, rng())
    assert nothing.accuracy <= nothing.at_most_chance < apart.accuracy


def test_rare_types_are_not_counted():
    """Fifteen neighbours outvote ten cells whatever the vectors are."""
    votes = np.where(CODES == 3, 0, CODES)
    assert balanced_accuracy(CODES, votes) == 1


def test_a_drop_comes_with_its_interval():
    """It is around the drop, and at zero where nothing changed."""
    before, after = recognise(NOISE + 20 * CODES[:, None], LABELS, rng()), recognise(NOISE, LABELS, rng())
    lost, low, high = drop(before, after, rng())
    assert low < lost < high
    assert low > 0.5
    assert drop(before, before, rng()) == (0, 0, 0)
