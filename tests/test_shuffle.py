"""Rows come in their new order, however the matrix is cut."""

import numpy as np
import pytest
import scipy.sparse as sp

from stages.shuffle import shuffled

COUNTS = sp.csr_matrix(np.random.default_rng(0).poisson(0.3, (53, 9)).astype(np.float32))


@pytest.mark.parametrize("rows", [1, 7, 53, 100])
@pytest.mark.parametrize("read", [1, 10, 60])
def test_rows_are_in_the_new_order(rows, read, tmp_path):
    """Also rows without any count; nothing is left behind."""
    order = np.random.default_rng(1).permutation(53)
    blocks = (COUNTS[start : start + read] for start in range(0, 53, read))
    found = list(shuffled(blocks, order, tmp_path, rows))
    assert np.array_equal(sp.vstack(found).toarray(), COUNTS[order].toarray())
    assert [block.shape[0] for block in found[:-1]] == [rows] * (len(found) - 1)
    assert not list(tmp_path.iterdir())
