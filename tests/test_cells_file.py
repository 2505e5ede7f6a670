"""Cells that are written in blocks are the cells, and one block is what anndata writes."""

import itertools

import anndata as ad
import h5py
import numpy as np
import pandas as pd
import pytest
import scipy.sparse as sp

from stages.cells_file import write_blocks

COUNTS = sp.csr_matrix(np.random.default_rng(0).poisson(0.5, (23, 7)).astype(np.float32))
OBS = pd.DataFrame({"batch": pd.Categorical(["a"] * 10 + ["b"] * 13)}, index=[f"c{i}" for i in range(23)])
VAR = pd.DataFrame({"symbol": [f"G{i}" for i in range(7)]}, index=[f"g{i}" for i in range(7)])


@pytest.mark.parametrize("compression", [None, "gzip"])
def test_one_block_gives_the_bytes_of_anndata(compression, tmp_path):
    """So that no dataset that fits the memory changes."""
    uns = {"dataset": "tiny"}
    write_blocks(iter([COUNTS]), OBS, VAR, tmp_path / "a", uns=uns, compression=compression)
    ad.AnnData(COUNTS, OBS, VAR, uns).write_h5ad(tmp_path / "b", compression=compression)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


@pytest.mark.parametrize("rows", [1, 5, 22])
def test_blocks_follow_each_other(rows, tmp_path):
    """Also empty ones, and the same blocks give the same bytes."""
    bounds = [*range(0, 23, rows), 23]
    for name in ("a", "b"):
        blocks = (COUNTS[start:stop] for start, stop in itertools.pairwise(bounds))
        write_blocks(blocks, OBS, VAR, tmp_path / name, compression="gzip")
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
    found = ad.read_h5ad(tmp_path / "a")
    assert np.array_equal(found.X.toarray(), COUNTS.toarray())
    assert found.X.has_canonical_format
    assert list(found.obs["batch"]) == list(OBS["batch"])


def test_more_entries_than_32_bits_count_have_room(tmp_path):
    """A million cells of a whole transcriptome have more."""
    write_blocks(iter([COUNTS[:3], COUNTS[3:]]), OBS, VAR, tmp_path / "a")
    with h5py.File(tmp_path / "a") as file:
        assert file["X/indptr"].dtype == np.int64
        assert file["X/indices"].dtype == np.int32
