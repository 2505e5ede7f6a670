"""The planted cells are as they were planted."""

import numpy as np
import pytest

from stages.builtin import BUILTIN
from stages.builtin.planted import (
    BATCHES,
    MISSING,
    N_CELLS,
    N_GENES,
    TYPES,
    design,
    draw_counts,
    population,
    symbols,
)
from stages.preparation.components import log_normalised, principal_components

SEED = 20250418


@pytest.fixture(scope="module")
def adata():
    """Make the dataset once, as fetch does."""
    return BUILTIN["planted"](np.random.default_rng([SEED, *b"planted"]))


def test_it_is_as_sparse_as_real_cells(adata):
    """About 300 genes per cell, integer counts."""
    assert adata.shape == (N_CELLS, N_GENES)
    assert 280 <= np.median(np.diff(adata.X.indptr)) <= 320
    assert np.array_equal(adata.X.data, np.round(adata.X.data))


def test_types_are_nested_in_families(adata):
    """Every type belongs to one of three families."""
    assert adata.obs["family"].nunique() == 3
    assert (adata.obs.groupby("cell_type")["family"].nunique() == 1).all()
    assert set(adata.obs["cell_type"]) == set(TYPES)


def test_one_type_is_rare_and_one_is_missing_from_one_batch(adata):
    """Below 1 %, and nowhere in that batch."""
    share = adata.obs["cell_type"].value_counts(normalize=True)
    assert list(share[share < 0.01].index) == ["gamma_4"]
    table = adata.obs.groupby(["cell_type", "batch"]).size().unstack(fill_value=0)
    assert [(row, column) for row in table.index for column in table if table.loc[row, column] == 0] == [
        MISSING
    ]


def test_batches_have_their_depth(adata):
    """The median library of a batch follows its depth."""
    totals = np.asarray(adata.X.sum(axis=1)).ravel()
    deepest = np.median(totals[(adata.obs["batch"] == "batch1").to_numpy()])
    for name, batch in BATCHES.items():
        found = np.median(totals[(adata.obs["batch"] == name).to_numpy()])
        assert found / deepest == pytest.approx(batch.depth, rel=0.12)


def test_row_order_and_names_say_nothing(adata):
    """A model cannot read the truth from where a cell stands or what it is called."""
    codes = np.unique(adata.obs["cell_type"], return_inverse=True)[1]
    assert abs(np.corrcoef(codes, np.arange(N_CELLS))[0, 1]) < 0.05
    assert list(adata.obs_names[:2]) == ["cell0000", "cell0001"]


def test_gene_names_are_real_and_unique(adata):
    """Models with a vocabulary need them."""
    assert len(set(symbols())) == N_GENES
    assert {"CD4", "GAPDH", "HLA-DRA"} <= set(adata.var_names)


def test_neighbours_know_the_type_and_the_batch(adata):
    """PCA is neither perfect nor hopeless, and its batch effect can be seen."""
    totals = np.asarray(adata.X.sum(axis=1), dtype=float).ravel()
    vectors = principal_components(log_normalised(adata.X, totals), seed=0).astype(float)
    squares = (vectors**2).sum(axis=1)
    distances = squares[:, None] + squares - 2 * vectors @ vectors.T
    np.fill_diagonal(distances, np.inf)
    nearest = np.argpartition(distances, 15, axis=1)[:, :15]
    same_type, same_batch = (
        (column[nearest] == column[:, None]).mean()
        for column in (adata.obs["cell_type"].to_numpy(dtype=str), adata.obs["batch"].to_numpy(dtype=str))
    )
    expected_batch = sum(batch.share**2 for batch in BATCHES.values())
    assert 0.6 < same_type < 0.9
    assert 1.5 * expected_batch < same_batch < 0.9


def test_its_numbers_stay_what_they_are(adata):
    """A dataset that is rearranged without a new version would move every score."""
    assert adata.X.sum(dtype=float) == 1_735_322
    assert adata.X.nnz == 930_238
    assert list(adata.var_names[:3]) == ["TNFRSF8", "SERPINA1", "SLC2A10"]


def test_strength_one_is_the_dataset(adata):
    """Cells drawn by hand at full strength are the cells of the dataset, bit by bit."""
    rng = np.random.default_rng([SEED, *b"planted"])
    obs = design(N_CELLS, rng)
    counts = draw_counts(obs, population(rng, biology=1.0, batch=1.0), rng)
    assert obs.equals(adata.obs)
    assert np.array_equal(counts.indptr, adata.X.indptr)
    assert np.array_equal(counts.indices, adata.X.indices)
    assert counts.data.tobytes() == adata.X.data.tobytes()


def test_strengths_scale_effects_and_draw_nothing_else():
    """Twice the strength is twice the effect of the same groups on the same genes; the rest stays."""
    plain, strong = (population(np.random.default_rng(0), biology=b, batch=b) for b in (1.0, 2.0))
    assert np.array_equal(plain.abundance, strong.abundance)
    for column, effects in plain.effects.items():
        for name, effect in effects.items():
            assert np.allclose(strong.effects[column][name], 2 * effect)
    assert strong.depth["batch5"] == BATCHES["batch5"].depth ** 2


def test_strength_zero_leaves_no_difference():
    """Without biology all types are alike, without batch effects all batches and donors are."""
    nothing = population(np.random.default_rng(0), biology=0.0, batch=0.0)
    assert not any(effect.any() for effects in nothing.effects.values() for effect in effects.values())
    assert set(nothing.depth.values()) == {1.0}
