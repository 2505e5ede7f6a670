"""Bins of scGPT are those of a quantile and two searches per cell, one cell at a time."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scgpt.binning import binned
from token_batches import Tokens

# Counts as of sequencing, which repeat, and values over many orders of magnitude, of which none does.
values_of_a_cell = st.lists(st.integers(1, 4), max_size=60) | st.lists(
    st.floats(2.0**-99, 2.0**99, width=32), max_size=60, unique=True
)


def one_by_one(tokens, draws):
    """Return the bins of every cell by itself."""
    bins = []
    for start, end in pairwise(tokens.starts):
        values = tokens.values[start:end].astype(np.float64)
        if end > start:
            edges = np.quantile(tokens.values[start:end], np.linspace(0, 1, 50))
            first, last = (np.digitize(values, edges, right=right) for right in (True, False))
            bins += np.ceil(draws[start:end] * (first - last) + last).tolist()
    return bins


@settings(deadline=None, max_examples=200)
@given(cells=st.lists(values_of_a_cell, max_size=6), seed=st.integers(0, 9))
def test_bins_are_those_of_one_cell_after_the_other(cells, seed):
    """Of cells without a value, with one, and with values that are all the same, too."""
    values = np.array([value for cell in cells for value in cell], dtype=np.float32)
    tokens = Tokens(np.cumsum([0, *map(len, cells)]), np.arange(len(values)), values)
    draws = np.random.default_rng(seed).random(len(values))
    assert binned(tokens, draws).tolist() == one_by_one(tokens, draws)


@pytest.mark.parametrize(("draw", "bins"), [(0.0, [25, 25, 50]), (0.999, [1, 1, 50])])
def test_equal_values_get_any_of_the_bins_between(draw, bins):
    """Of two counts of 1 and one of 2, half of the edges are 1."""
    tokens = Tokens(np.array([0, 3]), np.arange(3), np.array([1, 1, 2], dtype=np.float32))
    assert binned(tokens, np.full(3, draw)).tolist() == bins
