"""Open a raw AnnData, its matrices left on the disk, and check the names of its rows and columns."""

import warnings
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import anndata as ad
import h5py
import pandas as pd

from stages.errors import BenchmarkError
from stages.matrices import by_rows, matrix_in

MIN_CELLS = 2  # the variance of one cell does not exist
_UNREADABLE = (OSError, KeyError)


@dataclass(frozen=True, slots=True)
class RawFile:
    """An AnnData whose matrices may be larger than the memory.

    Attributes
    ----------
    obs
        Table of the cells.
    places
        `X`, `raw` and `layers/<name>` -> a matrix (n_cells, n_genes) whose rows are read by slicing it,
        and the table of its genes.
    """

    obs: pd.DataFrame
    places: Mapping[str, tuple[Any, pd.DataFrame]]


@contextmanager
def opened(path: Path) -> Iterator[RawFile]:
    """Yield the raw dataset; its matrices can be read until the block ends.

    Raises
    ------
    BenchmarkError
        If the file is no AnnData, an id is no text or occurs twice, or there is too little of it.
    """
    with _telling(path), h5py.File(path) as file:
        for axis in ("obs", "var"):
            _require_text_index(file, axis, path)
        modern = file.attrs.get("encoding-type") == "anndata"
        raw = _on_disk(file) if modern else in_memory(_read_whole(path))
    _require_content(raw, path)
    _require_unique(raw.obs.index, "cell", path)
    if not modern:
        yield raw
        return
    with h5py.File(path) as file:
        yield _on_disk(file)


def in_memory(adata: ad.AnnData) -> RawFile:
    """Return an AnnData as a raw file."""
    places = {f"layers/{name}": (by_rows(matrix), adata.var) for name, matrix in adata.layers.items()}
    if adata.X is not None:
        places["X"] = (by_rows(adata.X), adata.var)
    if adata.raw is not None:
        places["raw"] = (by_rows(adata.raw.X), adata.raw.var)
    return RawFile(adata.obs, places)


def _on_disk(file: h5py.File) -> RawFile:
    var = ad.io.read_elem(file["var"])
    places = {f"layers/{name}": (matrix_in(item), var) for name, item in file.get("layers", {}).items()}
    if "X" in file and file["X"].attrs.get("encoding-type") != "null":
        places["X"] = (matrix_in(file["X"]), var)
    if "raw" in file:
        places["raw"] = (matrix_in(file["raw/X"]), ad.io.read_elem(file["raw/var"]))
    return RawFile(ad.io.read_elem(file["obs"]), places)


def _read_whole(path: Path) -> ad.AnnData:
    """Read a file as anndata wrote it before version 0.8."""
    with warnings.catch_warnings():  # names that occur twice are refused below
        warnings.filterwarnings("ignore", message=".* names are not unique")
        return ad.read_h5ad(path)


@contextmanager
def _telling(path: Path) -> Iterator[None]:
    try:
        yield
    except _UNREADABLE as error:
        raise BenchmarkError(
            f"not a readable AnnData file: {str(error).splitlines()[0]}",
            where=str(path),
            fix="write it with adata.write_h5ad, or fetch it again",
        ) from error


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


def _require_content(raw: RawFile, path: Path) -> None:
    n_cells = len(raw.obs)
    n_genes = max((len(var) for _, var in raw.places.values()), default=0)
    if n_cells >= MIN_CELLS and n_genes > 0:
        return
    raise BenchmarkError(
        f"the dataset has {n_cells} cells and {n_genes} genes; "
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
