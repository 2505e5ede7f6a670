"""Where simulated cells come from."""

import numpy as np
import pytest

from stages.builtin.planted import BATCHES
from stages.simulation.samples import source


@pytest.fixture(scope="module")
def origin():
    """Return the source of one seed."""
    return source(np.random.default_rng(0))


def test_cells_have_the_proportions_of_the_source(origin):
    """Each cell is drawn on its own, so that proportions vary around those of the dataset."""
    obs, counts = origin.draw(2500, np.random.default_rng(1))
    assert counts.shape == (2500, 2000)
    found, planted = (table["cell_type"].value_counts(normalize=True) for table in (obs, origin.obs))
    assert (found - planted).abs().max() < 0.03
    assert not np.array_equal(found.sort_index(), planted.sort_index())


def test_the_same_stream_draws_the_same_cells(origin):
    """And another one others."""
    first, again, other = (origin.draw(50, np.random.default_rng(seed))[1] for seed in (1, 1, 2))
    assert (first != again).nnz == 0
    assert (first != other).nnz > 0


def test_new_samples_keep_the_cell_types(origin):
    """Donors and batches are others, families and types are not."""
    other = origin.with_new_samples(np.random.default_rng(5)).population
    for column, effects in origin.population.effects.items():
        same = [np.array_equal(effects[name], other.effects[column][name]) for name in effects]
        assert all(same) if column in {"family", "cell_type"} else not any(same), column
    assert np.array_equal(other.abundance, origin.population.abundance)


def test_a_new_batch_is_like_one_of_the_planted_ones():
    """In strength and depth together."""
    origin = source(np.random.default_rng(0))
    kinds = {(round(batch.effect, 2), batch.depth) for batch in BATCHES.values()}
    for seed in range(10):
        other = origin.with_new_samples(np.random.default_rng(seed)).population
        for name, effect in other.effects["batch"].items():
            strength = effect.std()
            assert any(
                depth == other.depth[name] and abs(strength - planted) < 0.02 for planted, depth in kinds
            )
