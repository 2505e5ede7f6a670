"""Cells for the metrics."""

import pytest
from planted_cells import plant


@pytest.fixture(scope="session")
def planted():
    """Return the function that plants cells."""
    return plant
