"""NMI and ARI are those of scikit-learn."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import adjusted_rand_score, normalized_mutual_info_score

from stages.metrics.agreement import ari, nmi

PARTITIONS = st.integers(2, 40).flatmap(
    lambda n: st.tuples(*[st.lists(st.integers(0, 5), min_size=n, max_size=n)] * 2)
)


def _codes(names):
    return np.unique(names, return_inverse=True)[1]


@given(PARTITIONS)
def test_both_are_those_of_scikit_learn(pair):
    """On any two partitions of the same cells."""
    first, second = map(_codes, pair)
    assert ari(first, second) == pytest.approx(adjusted_rand_score(first, second), abs=1e-12)
    assert nmi(first, second) == pytest.approx(normalized_mutual_info_score(first, second), abs=1e-9)


def test_one_part_each_is_the_same_partition():
    """Where there is nothing to tell apart both are 1."""
    one = np.zeros(5, dtype=int)
    assert nmi(one, one) == ari(one, one) == 1
