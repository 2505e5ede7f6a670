"""Lanes are thinned to their depth, and nothing else happens to them."""

import numpy as np
import pytest

from stages.builtin import BUILTIN
from stages.builtin.pbmc68k_depth import DEPTHS


@pytest.fixture(scope="module")
def pair():
    """Make the cells before and after thinning."""
    return BUILTIN["pbmc68k"](np.random.default_rng(0)), BUILTIN["pbmc68k_depth"](np.random.default_rng(0))


def test_the_cells_are_the_same(pair):
    """Ids, lanes and labels."""
    before, after = pair
    assert after.obs_names.equals(before.obs_names)
    assert after.var_names.equals(before.var_names)
    assert (after.obs[["batch", "bulk_labels"]] == before.obs[["batch", "bulk_labels"]]).all(axis=None)


def test_each_lane_keeps_its_share(pair):
    """Inside and outside of the genes in the file, within binomial noise."""
    before, after = pair
    for lane, depth in DEPTHS.items():
        cells = (before.obs["batch"] == lane).to_numpy()
        kept = after.X[cells].sum() / before.X[cells].sum()
        kept_of_all = after.obs["n_counts"][cells].sum() / before.obs["n_counts"][cells].sum()
        assert kept == pytest.approx(depth, abs=0.01)
        assert kept_of_all == pytest.approx(depth, abs=0.01)
        assert (after.obs["depth"][cells] == depth).all()


def test_a_molecule_is_never_added(pair):
    """Counts fall or stay, and the library holds them."""
    before, after = pair
    assert (after.X.toarray() <= before.X.toarray()).all()
    assert (after.obs["n_counts"].to_numpy() >= after.X.toarray().sum(axis=1)).all()


def test_the_deepest_lane_is_untouched(pair):
    """Depth 1 keeps everything."""
    before, after = pair
    cells = (before.obs["batch"] == "lane1").to_numpy()
    assert np.array_equal(after.X[cells].toarray(), before.X[cells].toarray())
    assert (after.obs["n_counts"][cells] == before.obs["n_counts"][cells]).all()


def test_every_cell_keeps_some_genes(pair):
    """No cell is emptied."""
    assert np.diff(pair[1].X.indptr).min() > 10
