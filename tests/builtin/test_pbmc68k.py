"""The integer counts behind a log-normalised matrix are recovered, or nothing is."""

import numpy as np
import pytest
import scanpy as sc
import scipy.sparse as sp

from stages.builtin import BUILTIN
from stages.builtin.pbmc68k import recovered_counts
from stages.errors import BenchmarkError


@pytest.fixture(scope="module")
def adata():
    """Make the dataset once."""
    return BUILTIN["pbmc68k"](np.random.default_rng(0))


def test_it_is_700_cells_with_lane_label_and_library_size(adata):
    """Eight lanes, ten types."""
    assert adata.shape == (700, 765)
    assert list(adata.obs) == ["batch", "bulk_labels", "n_counts"]
    assert adata.obs["batch"].value_counts().to_dict() == {
        "lane1": 95,
        "lane2": 74,
        "lane3": 100,
        "lane4": 81,
        "lane5": 86,
        "lane6": 83,
        "lane7": 91,
        "lane8": 90,
    }
    assert adata.obs["bulk_labels"].nunique() == 10


def test_the_lane_is_the_suffix_of_the_barcode(adata):
    """As 10x writes it."""
    assert all(name.endswith(lane[4:]) for name, lane in adata.obs["batch"].items())


def test_counts_explain_the_published_values(adata):
    """Every entry to half a unit of its third decimal; the next integer is seven times farther."""
    published = sc.datasets.pbmc68k_reduced()
    assert adata.X.nnz == published.raw.X.nnz == 174_400
    counts, n_counts = adata.X.toarray().astype(float), adata.obs["n_counts"].to_numpy()[:, None]
    values = published.raw.X.toarray()
    assert np.array_equal(counts, np.round(counts))
    assert np.abs(np.log1p(counts / n_counts * 1e4) - values).max() <= 0.0005001
    nearest_other = np.abs(np.log1p((counts + 1) / n_counts * 1e4) - values)[counts > 0].min()
    assert nearest_other > 0.0035


def test_no_cell_has_more_counts_than_its_library(adata):
    """The file holds some of the genes."""
    share = adata.X.toarray().sum(axis=1) / adata.obs["n_counts"].to_numpy()
    assert 0.1 < share.min() < share.max() < 0.3


def test_values_that_come_from_no_integer_are_refused():
    """One entry is enough."""
    totals = np.array([5000.0, 8000.0])
    good = sp.csr_matrix(np.round(np.log1p(np.array([[3.0, 1.0], [250.0, 0.0]]) / totals[:, None] * 1e4), 3))
    assert recovered_counts(good, totals).toarray().tolist() == [[3, 1], [250, 0]]
    good.data[1] += 0.01
    with pytest.raises(
        BenchmarkError, match=r"1 of 3 entries come from no integer count: the farthest is 0.01"
    ):
        recovered_counts(good, totals)
