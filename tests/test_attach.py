"""A published embedding goes to the right cells of the user's own AnnData."""

import anndata as ad
import numpy as np
import pandas as pd
import pytest

from stages.attach import attach
from stages.embeddings import write_embedding
from stages.errors import BenchmarkError
from stages.files import sha256_of

VECTORS = np.arange(8, dtype=np.float32).reshape(4, 2)


def cells(*names):
    """Return an AnnData with cells of these names."""
    return ad.AnnData(np.zeros((len(names), 1), np.float32), pd.DataFrame(index=list(names)))


@pytest.fixture
def embedding(tmp_path):
    """Return the file of an embedding of cells a to d."""
    path = tmp_path / "planted.parquet"
    write_embedding(path, list("abcd"), VECTORS, {"submission": "pca", "dataset": "planted"})
    return path


def test_cells_are_matched_by_id_in_any_order(embedding):
    """The order of the rows says nothing."""
    adata = cells("d", "a", "c", "b")
    report = attach(adata, embedding)
    assert np.array_equal(adata.obsm["X_pca"], VECTORS[[3, 0, 2, 1]])
    assert (report.n_cells, report.n_dims, report.missing, report.extra) == (4, 2, (), ())


def test_missing_and_extra_cells_are_told(embedding):
    """A cell without a vector has a row of NaN, and no other cell's vector."""
    adata = cells("x", "b", "y")
    report = attach(adata, str(embedding))
    assert np.isnan(adata.obsm["X_pca"][[0, 2]]).all()
    assert np.array_equal(adata.obsm["X_pca"][1], VECTORS[1])
    assert str(report) == (
        'obsm["X_pca"]: 2 dimensions for 1 cells\n'
        "missing, rows of NaN: 2 cells, x, y\n"
        "extra, left out: 3 cells, a, c, d"
    )


def test_the_file_is_checked_before_it_is_opened(embedding):
    """With the hash of the published table, another release's file is noticed."""
    adata = cells("a")
    attach(adata, embedding, sha256=sha256_of(embedding), key="X_checked")
    with pytest.raises(BenchmarkError, match=r"the file has SHA-256 .*; expected 0000") as error:
        attach(adata, embedding, sha256="0" * 64)
    assert error.value.fix == "download the file again, of the same release"
    assert list(adata.obsm) == ["X_checked"]


def test_what_the_user_computed_is_not_written_over(embedding):
    """Everybody has an X_pca."""
    adata = cells("a")
    adata.obsm["X_pca"] = np.ones((1, 3))
    with pytest.raises(BenchmarkError, match="obsm has `X_pca` already") as error:
        attach(adata, embedding)
    assert error.value.fix == 'attach(..., key="X_pca_frozen")'
    assert (adata.obsm["X_pca"] == 1).all()


def test_cells_of_another_dataset_are_refused_with_examples(embedding):
    """Ids that differ by a suffix are seen at a glance."""
    with pytest.raises(BenchmarkError) as error:
        attach(cells("a-1", "b-1"), embedding)
    assert error.value.what == (
        "no cell id of adata (2 cells, a-1, b-1) is in the file (4 cells, a, b, c, ...)"
    )


@pytest.mark.filterwarnings("ignore:Observation names are not unique")
def test_an_id_that_occurs_twice_is_refused(embedding):
    """One of the two rows would be another cell."""
    with pytest.raises(BenchmarkError, match="the cell id 'a' occurs twice"):
        attach(cells("a", "a"), embedding)


def test_an_absent_file_is_named_with_the_command_that_brings_it(tmp_path):
    """Most users have not pulled yet."""
    with pytest.raises(BenchmarkError, match="there is no such file") as error:
        attach(cells("a"), tmp_path / "pca.parquet")
    assert error.value.fix == f"dvc pull {tmp_path / 'pca.parquet'}"
