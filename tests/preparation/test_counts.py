"""Counts are integers in one canonical form, wherever the file keeps them."""

import anndata as ad
import numpy as np
import pytest
import scipy.sparse as sp

from stages.errors import BenchmarkError
from stages.preparation import counts as module
from stages.preparation.counts import counts_in, survey
from stages.preparation.raw_file import in_memory, opened


def read_counts(adata, place, where):
    """Return the checked counts as one matrix, and the table of their genes."""
    counts = counts_in(in_memory(adata), place, where)
    survey(counts, where)
    return sp.vstack(list(counts.blocks()), format="csr"), counts.genes


@pytest.mark.parametrize(
    "form", [np.asarray, sp.csr_matrix, sp.csc_matrix, sp.csr_array], ids=["dense", "csr", "csc", "array"]
)
@pytest.mark.parametrize("dtype", [np.int64, np.uint16, np.float64])
def test_every_form_becomes_the_same_matrix(form, dtype):
    """Dense or sparse, integer or float."""
    expected = np.array([[0, 2, 0], [1, 0, 3]])
    counts, _ = read_counts(ad.AnnData(form(expected.astype(dtype))), "X", "")
    assert isinstance(counts, sp.csr_matrix)
    assert counts.dtype == np.float32
    assert np.array_equal(counts.toarray(), expected)
    assert counts.has_canonical_format


def test_stored_zeros_are_dropped():
    """Else the number of genes of a cell would depend on how the file was written."""
    stored = sp.csr_matrix((np.array([0.0, 2.0]), np.array([0, 1]), np.array([0, 2])), shape=(1, 3))
    assert read_counts(ad.AnnData(stored), "X", "")[0].nnz == 1


@pytest.mark.parametrize(
    ("matrix", "kind"),
    [
        (np.array([["a", "b"], ["c", "d"]], dtype=object), "object"),
        (np.ones((2, 2), dtype=complex), "complex128"),
    ],
)
def test_what_is_no_number_is_no_count(matrix, kind):
    """Text and complex numbers are named with their type."""
    adata = ad.AnnData(np.ones((2, 2)), layers={"names": matrix})
    with pytest.raises(BenchmarkError, match=f"`layers/names` holds {kind}; expected numbers") as error:
        read_counts(adata, "layers/names", "")
    assert error.value.fix == "set counts to where the raw counts are: X"


def test_a_matrix_of_zeros_holds_no_counts():
    """Stored or not; another place of the file is named where there is one."""
    zeros = sp.csr_matrix((np.zeros(1), np.array([1]), np.array([0, 1, 1])), shape=(2, 3))
    adata = ad.AnnData(zeros, layers={"counts": np.ones((2, 3))})
    with pytest.raises(BenchmarkError, match="every count is 0; expected `X` to hold counts") as error:
        read_counts(adata, "X", "catalog.yaml: tiny")
    assert error.value.where == "catalog.yaml: tiny.counts"
    assert error.value.fix == "set counts to where the raw counts are: layers/counts"
    with pytest.raises(BenchmarkError, match="every count is 0"):
        read_counts(ad.AnnData(np.zeros((2, 3))), "X", "")


@pytest.mark.parametrize("form", [np.asarray, sp.csr_matrix, sp.csc_matrix], ids=["dense", "csr", "csc"])
@pytest.mark.parametrize("block", [1, 7, 10**6])
def test_blocks_of_any_size_are_the_same_counts(form, block, monkeypatch):
    """A block holds so many entries, and at least one row."""
    monkeypatch.setattr(module, "_BLOCK", block)
    dense = np.random.default_rng(0).poisson(0.5, (23, 5)).astype(np.float32)
    counts = counts_in(in_memory(ad.AnnData(form(dense))), "X", "")
    blocks = list(counts.blocks())
    assert np.array_equal(sp.vstack(blocks).toarray(), dense)
    assert (len(blocks) == 1) == (block == 10**6)
    assert block > 1 or len(blocks) == 23
    found = survey(counts, "")
    assert np.array_equal(found.sums, dense.sum(axis=1))
    assert np.array_equal(found.n_genes, (dense > 0).sum(axis=1))
    assert found.n_entries == (dense > 0).sum()


def test_blocks_of_a_file_hold_so_many_entries(tmp_path, monkeypatch):
    """Not so many rows: most of a cell's genes have no count."""
    monkeypatch.setattr(module, "_BLOCK", 40)
    dense = np.random.default_rng(0).poisson(0.1, (50, 100)).astype(np.float32)
    ad.AnnData(sp.csr_matrix(dense)).write_h5ad(tmp_path / "a.h5ad")
    with opened(tmp_path / "a.h5ad") as raw:
        blocks = list(counts_in(raw, "X", "").blocks())
    assert np.array_equal(sp.vstack(blocks).toarray(), dense)
    assert max(block.nnz for block in blocks) <= 40
    assert min(block.nnz for block in blocks[:-1]) > 20


def test_a_fault_is_counted_over_all_blocks(monkeypatch):
    """Not only in the block where it was seen first."""
    monkeypatch.setattr(module, "_BLOCK", 4)
    dense = np.ones((6, 4))
    dense[1, 1] = dense[5, 3] = 0.5
    with pytest.raises(BenchmarkError, match=r"2 of 24 entries of `X` are not integers, such as 0.5"):
        read_counts(ad.AnnData(dense), "X", "")
