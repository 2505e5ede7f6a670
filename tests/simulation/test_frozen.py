"""The embeddings whose intervals are examined."""

import numpy as np
import pytest

from stages.simulation.cells import components
from stages.simulation.frozen import Projection, half_centred
from stages.simulation.samples import source


@pytest.fixture(scope="module")
def counts():
    """Return the counts of 400 cells."""
    origin = source(np.random.default_rng(0))
    return origin.draw(400, np.random.default_rng(1))[1]


def test_on_its_own_cells_the_projection_is_their_components(counts):
    """The axes that regression gives back are those of the PCA."""
    model = Projection.fitted(counts, 0)
    assert np.allclose(model.embed(counts), components(counts, 0), atol=1e-3)


def test_a_vector_depends_on_its_own_cell_alone(counts):
    """That is what frozen means: any subset of the cells has the same vectors."""
    model = Projection.fitted(counts[:200], 0)
    assert np.allclose(model.embed(counts[300:]), model.embed(counts)[300:])


def test_half_centring_takes_out_half_of_what_batches_differ_by():
    """The mean of all cells stays where it is if batches are of the same size."""
    batch = np.array(["a", "a", "b", "b"])
    points = np.array([[0.0], [2.0], [4.0], [6.0]])
    moved = half_centred(points, batch)
    assert moved.ravel().tolist() == [1.0, 3.0, 3.0, 5.0]
    assert points.ravel().tolist() == [0.0, 2.0, 4.0, 6.0]
