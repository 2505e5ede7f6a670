"""Both formats of 10x, in both of their versions, become the same AnnData."""

import anndata as ad
import numpy as np
import pytest
from made_archives import BARCODES, COUNTS, GENES, SYMBOLS, tar, tenx_h5, trio, zipped

from stages.errors import BenchmarkError


def require_counts(raw):
    """Check that all is there under its name."""
    adata = ad.read_h5ad(raw)
    assert list(adata.obs_names) == BARCODES
    assert list(adata.var_names) == GENES
    assert list(adata.var["gene_symbols"]) == SYMBOLS
    np.testing.assert_array_equal(adata.X.toarray(), COUNTS.toarray())


@pytest.mark.parametrize("new", [False, True], ids=["before version 3", "version 3"])
@pytest.mark.parametrize("pack", [tar, zipped])
def test_matrix_barcodes_and_genes_are_read(new, pack, unpacked, tmp_path):
    """Wherever in the archive they lie, compressed or not."""
    require_counts(unpacked("10x_mtx", pack(tmp_path / "packed", trio("outs/hg19", new=new))))


@pytest.mark.parametrize("new", [False, True], ids=["before version 3", "version 3"])
def test_the_hdf5_file_is_read(new, unpacked, tmp_path):
    """Whatever its groups are called."""
    require_counts(unpacked("10x_h5", tenx_h5(tmp_path / "packed.h5", new=new)))


def test_the_same_archive_gives_the_same_bytes(unpacked, tmp_path):
    """What depends on the raw file is not run again for nothing."""
    packed = tar(tmp_path / "packed", trio("hg19", new=False))
    assert unpacked("10x_mtx", packed).read_bytes() == unpacked("10x_mtx", packed).read_bytes()


def test_one_of_several_matrices_is_chosen_by_its_folder(unpacked, tmp_path):
    """A file of human and mouse has two."""
    files = trio("out/hg19", new=False) | trio("out/mm10", new=False)
    packed = tar(tmp_path / "packed", files)
    with pytest.raises(BenchmarkError, match=r"folders with a matrix.mtx are \['out/hg19', 'out/mm10'\]"):
        unpacked("10x_mtx", packed)
    require_counts(unpacked("10x_mtx:out/hg19", packed))


def test_a_missing_table_is_named(unpacked, tmp_path):
    """The other two say nothing without it."""
    files = trio("hg19", new=False)
    del files["hg19/genes.tsv"]
    with pytest.raises(
        BenchmarkError, match=r"hg19 holds \['barcodes.tsv', 'matrix.mtx'\]; expected one each"
    ):
        unpacked("10x_mtx", tar(tmp_path / "packed", files))


def test_tables_of_another_matrix_are_refused(unpacked, tmp_path):
    """Names that belong to other rows are worse than none."""
    files = trio("hg19", new=False)
    files["hg19/barcodes.tsv"] += b"TT-1\n"
    with pytest.raises(BenchmarkError, match="3 cells x 4 genes; barcodes and genes are 4 and 4"):
        unpacked("10x_mtx", tar(tmp_path / "packed", files))


def test_a_file_that_is_not_of_10x_is_named(unpacked, tmp_path):
    """The reader's own words are passed on."""
    packed = tmp_path / "packed.h5"
    ad.AnnData(np.ones((2, 2))).write_h5ad(packed)
    with pytest.raises(BenchmarkError, match=r"packed.h5 cannot be read as `10x_h5`: "):
        unpacked("10x_h5", packed)
