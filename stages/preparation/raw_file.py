"""Open a raw AnnData and check the names of its rows and columns."""

import warnings
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import anndata as ad
import h5py

from stages.errors import BenchmarkError

MIN_CELLS = 2  # the variance of one cell does not exist


def read_raw(path: Path) -> ad.AnnData:
    """Return the raw dataset.

    Raises
    ------
    BenchmarkError
        If the file is no AnnData, an id is no text or occurs twice, or there is too little of it.
    """
    try:
        with h5py.File(path) as file:
            for axis in ("obs", "var"):
                _require_text_index(file, axis, path)
        with warnings.catch_warnings():  # names that occur twice are refused below
            warnings.filterwarnings("ignore", message=".* names are not unique")
            adata = ad.read_h5ad(path)
    except (OSError, KeyError) as error:
        raise BenchmarkError(
            f"not a readable AnnData file: {str(error).splitlines()[0]}",
            where=str(path),
            fix="write it with adata.write_h5ad, or fetch it again",
        ) from error
    _require_content(adata, path)
    _require_unique(adata.obs_names, "cell", path)
    return adata


def require_unique_genes(genes: Iterable[str], path: Path) -> None:
    """Raise BenchmarkError if a gene id occurs twice."""
    _require_unique(genes, "gene", path)


def _require_text_index(file: h5py.File, axis: str, path: Path) -> None:
    table = file[axis]
    index = table[table.attrs["_index"]] if isinstance(table, h5py.Group) else None
    if not isinstance(index, h5py.Dataset) or h5py.check_string_dtype(index.dtype):
        return
    raise BenchmarkError(
        f"the index of {axis} holds {index.dtype}, such as {index[0] if index.size else None}; expected text",
        where=f"{path}: {axis}",
        fix=f"adata.{axis}_names = adata.{axis}_names.astype(str), then write the file again",
    )


def _require_content(adata: ad.AnnData, path: Path) -> None:
    if adata.n_obs >= MIN_CELLS and adata.n_vars > 0:
        return
    raise BenchmarkError(
        f"the dataset has {adata.n_obs} cells and {adata.n_vars} genes; "
        f"expected at least {MIN_CELLS} cells and 1 gene",
        where=str(path),
        fix="check the file that the catalog's source names",
    )


def _require_unique(names: Iterable[str], kind: str, path: Path) -> None:
    twice = [name for name, times in Counter(names).items() if times > 1]
    if not twice:
        return
    axis = {"cell": "obs", "gene": "var"}[kind]
    raise BenchmarkError(
        f"{len(twice):,} {kind} ids occur more than once, such as {twice[:3]}; expected unique ids",
        where=f"{path}: {axis}",
        fix=f"give each {kind} an id of its own: adata.{axis}_names_make_unique(), or the published ids",
    )
