"""A subsample keeps proportions, and is the same for every embedding."""

import numpy as np
import pytest

from stages.metrics.subsample import stratified

LABEL = np.repeat(["a", "b", "c"], [700, 250, 50])
BATCH = np.tile(["x", "y"], 500)


@pytest.mark.parametrize("size", [1, 10, 333, 999])
def test_it_has_the_size_and_the_proportions(size):
    """Within one cell for every label within a batch."""
    cells = stratified(LABEL, BATCH, size, seed=0)
    assert len(cells) == len(set(cells)) == size
    assert (np.diff(cells) > 0).all()
    for label in "abc":
        for batch in "xy":
            of_all = ((label == LABEL) & (batch == BATCH)).sum()
            of_some = ((LABEL[cells] == label) & (BATCH[cells] == batch)).sum()
            assert abs(of_some - of_all * size / 1000) < 1


@pytest.mark.parametrize("size", [1000, 5000])
def test_all_cells_are_kept_where_there_are_no_more(size):
    """In their order."""
    np.testing.assert_array_equal(stratified(LABEL, BATCH, size, seed=0), np.arange(1000))


def test_it_depends_on_the_seed_and_the_truth_alone():
    """Another seed gives other cells; names of labels matter through their order only."""
    one, again, other = (stratified(LABEL, BATCH, 100, seed=seed) for seed in (0, 0, 1))
    np.testing.assert_array_equal(one, again)
    assert not np.array_equal(one, other)
