"""Cells in other company, damaged or under other names are still the cells that are meant."""

import numpy as np

from stages.rehearsing.cells import destroyed, rehearsal_cells, renamed, thinned, with_common_genes


def rng():
    """Return the same random numbers every time."""
    return np.random.default_rng(3)


CELLS = rehearsal_cells(100, rng())


def test_destroyed_cells_keep_every_genes_values():
    """Nothing that is left belongs together."""
    counts, before = destroyed(CELLS, rng(), within_batch=False).X.toarray(), CELLS.X.toarray()
    assert np.array_equal(np.sort(counts, axis=0), np.sort(before, axis=0))
    assert (counts != before).any(axis=1).all()


def test_cells_are_destroyed_within_batches_that_are_told():
    """Else the batch would be destroyed as well, which a model is free to use."""
    mixed = destroyed(CELLS, rng(), within_batch=True).X.toarray()
    for batch in CELLS.obs["batch"].unique():
        rows = (CELLS.obs["batch"] == batch).to_numpy()
        assert np.array_equal(mixed[rows].sum(axis=0), CELLS.X.toarray()[rows].sum(axis=0))


def test_totals_are_never_less_than_their_counts():
    """A library size is of all genes, those at hand among them."""
    for changed in (destroyed(CELLS, rng(), within_batch=False), thinned(CELLS, 0.5, rng())):
        assert (changed.obs["total_counts"] >= np.asarray(changed.X.sum(axis=1)).ravel()).all()


def test_thinning_takes_the_share_of_molecules_that_is_said():
    """Counts stay whole, and none grows."""
    thin = thinned(CELLS, 0.95, rng()).X
    assert abs(thin.sum() / CELLS.X.sum() - 0.95) < 0.005
    assert (thin.toarray() <= CELLS.X.toarray()).all()
    assert (thin.data == np.round(thin.data)).all()


def test_renamed_genes_keep_their_counts():
    """Only what they are called changes, symbol and index together."""
    other = renamed(CELLS, rng())
    assert np.array_equal(other.X.toarray(), CELLS.X.toarray())
    assert sorted(other.var_names) == sorted(CELLS.var_names)
    assert list(other.var_names) != list(CELLS.var_names)
    assert (other.var["symbol"] == other.var_names).all()


def test_common_genes_are_those_of_most_cells():
    """There are 64, in their order."""
    common = with_common_genes(CELLS)
    assert common.n_vars == 64
    frequency = np.asarray((CELLS.X > 0).sum(axis=0)).ravel()
    assert (common.X > 0).sum(axis=0).min() >= np.sort(frequency)[-64]
    assert list(common.var_names) == [name for name in CELLS.var_names if name in set(common.var_names)]
