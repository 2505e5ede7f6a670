"""What metrics share is computed once, in a unit that keeps squares in range."""

import numpy as np
import pytest

from stages.metrics.cells import Cells
from stages.metrics.metric import Undefined


def test_the_unit_is_a_power_of_two(planted):
    """The largest entry is between 1/2 and 1; no digit is lost."""
    cells = planted()
    found = Cells(cells.points * 1000, cells.label, cells.batch, cells.unintegrated)
    assert 0.5 <= np.abs(found.points).max() < 1
    ratio = np.unique((cells.points * 1000).astype(np.float64) / found.points)
    assert np.log2(ratio) == pytest.approx([round(np.log2(ratio[0]))])


def test_the_pass_over_distances_is_shared(planted):
    """Neighbourhoods of 15 are the first of those of 90."""
    cells = planted()
    found = Cells(cells.points, cells.label, cells.batch, cells.unintegrated)
    assert found.distances is found.distances
    np.testing.assert_array_equal(found.neighbours(15).indices, found.neighbours(90).indices[:, :14])


def test_a_constant_reference_gives_no_comparison(planted):
    """Unintegrated data without variance."""
    cells = planted()
    found = Cells(cells.points, cells.label, cells.batch, np.ones((400, 5)))
    with pytest.raises(Undefined, match="the same unintegrated vector"):
        _ = found.pcr_before
