"""The formats of 10x Genomics: a folder of three text files, and one HDF5 file."""

import warnings
from collections.abc import Sequence
from csv import QUOTE_NONE
from pathlib import Path

import anndata as ad
import numpy as np
import pandas as pd
import scipy.sparse as sp
from scipy.io import mmread

from stages.errors import BenchmarkError
from stages.unpacking.archives import member_of, members

# What the three files are called, by the version of the software that wrote them.
_MATRIX = {"matrix.mtx", "matrix.mtx.gz"}
_OTHERS = ({"barcodes.tsv", "barcodes.tsv.gz"}, {"genes.tsv", "features.tsv.gz", "features.tsv"})


def read_10x_mtx(packed: Path, folder: str, where: str) -> ad.AnnData:
    """Return the counts in an archive of matrix, barcodes and genes; the index of var is Ensembl ids.

    Parameters
    ----------
    folder
        The folder of the archive with the three files; empty where only one has them.
    where
        The file and the entry named in an error.

    Raises
    ------
    BenchmarkError
        If the archive has no such folder or several, or one of the three files is missing.
    """
    matrix, barcodes, genes = _trio(members(packed, where), folder, where)
    with member_of(matrix, packed, where) as stream:
        counts = sp.csr_matrix(mmread(stream).T, dtype=np.float32)  # the file is (n_genes, n_cells)
    cells, table = (_table(name, packed, where) for name in (barcodes, genes))
    if counts.shape != (len(cells), len(table)):
        raise BenchmarkError(
            f"{matrix} has {counts.shape[0]:,} cells x {counts.shape[1]:,} genes; "
            f"barcodes and genes are {len(cells):,} and {len(table):,}",
            where=f"{where}.unpack",
            fix="fetch the archive again, or compare with the publisher's page",
        )
    index = pd.Index(table[0].to_numpy(dtype=object))
    return _tidy(
        ad.AnnData(counts, var=pd.DataFrame({"gene_symbols": table[1].to_numpy()}, index)), cells[0].tolist()
    )


def _table(name: str, packed: Path, where: str) -> pd.DataFrame:
    with member_of(name, packed, where) as stream:
        return pd.read_csv(
            stream, sep="\t", header=None, dtype=str, keep_default_na=False, quoting=QUOTE_NONE
        )


def read_10x_h5(path: Path, where: str) -> ad.AnnData:
    """Return the counts of gene expression in an HDF5 file of 10x; the index of var is Ensembl ids.

    Raises
    ------
    BenchmarkError
        If it is no such file.
    """
    import scanpy as sc  # noqa: PLC0415 - it takes seconds that a plain file need not pay

    try:
        with warnings.catch_warnings():  # symbols repeat; the ids take their place below
            warnings.filterwarnings("ignore", message=".* names are not unique")
            adata = sc.read_10x_h5(path)
    except Exception as error:  # whatever the reader stumbles over, it is no such file
        raise BenchmarkError(
            f"{path.name} cannot be read as `10x_h5`: {str(error).splitlines()[0]}",
            where=f"{where}.unpack",
            fix="set unpack to the format that the publisher names, or remove it",
        ) from error
    adata.var["gene_symbols"] = adata.var_names
    adata.var_names = adata.var["gene_ids"].to_numpy(dtype=object)
    return _tidy(adata, adata.obs_names)


def _trio(names: list[str], folder: str, where: str) -> list[str]:
    """Return the three files of the one folder that has a matrix."""
    folders = sorted({str(Path(name).parent) for name in names if Path(name).name in _MATRIX})
    chosen = folders if not folder else [name for name in folders if name == folder]
    if len(chosen) != 1:
        expected = f"`{folder}` among them" if folder else "one"
        raise BenchmarkError(
            f"the folders with a matrix.mtx are {folders}; expected {expected}",
            where=f"{where}.unpack",
            fix="set unpack to 10x_mtx:<one of those folders>"
            if folders
            else "set unpack to what the file is",
        )
    inside = [name for name in names if str(Path(name).parent) == chosen[0]]
    found = [[name for name in inside if Path(name).name in known] for known in (_MATRIX, *_OTHERS)]
    if any(len(one) != 1 for one in found):
        raise BenchmarkError(
            f"{chosen[0]} holds {[Path(name).name for name in inside]}; "
            "expected one each of matrix.mtx, barcodes.tsv and genes.tsv or features.tsv",
            where=f"{where}.unpack",
            fix="compare with the publisher's page: it may not be the archive of the filtered matrix",
        )
    return [one[0] for one in found]


def _tidy(adata: ad.AnnData, barcodes: Sequence[str]) -> ad.AnnData:
    """Return cells and genes under the names that both formats share."""
    var = pd.DataFrame({"gene_symbols": adata.var["gene_symbols"].astype(str)}, index=adata.var_names)
    var.index.name = "gene_ids"
    return ad.AnnData(
        adata.X, pd.DataFrame(index=pd.Index(list(barcodes), dtype=object, name="barcode")), var
    )
