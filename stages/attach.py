"""A published embedding in the user's own AnnData, matched by cell id."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from stages.embeddings import Embedding, read_embedding
from stages.errors import BenchmarkError
from stages.files import sha256_of

if TYPE_CHECKING:
    import anndata

_SHOWN = 3  # cell ids in a message


@dataclass(frozen=True, slots=True)
class Attached:
    """What came together.

    Attributes
    ----------
    key
        Of `adata.obsm`.
    n_cells, n_dims
        Cells of adata that have a vector, and the length of a vector.
    missing
        Cells of adata that the file does not hold; their rows are NaN.
    extra
        Cells of the file that adata does not hold; they were left out.
    """

    key: str
    n_cells: int
    n_dims: int
    missing: tuple[str, ...]
    extra: tuple[str, ...]

    def __str__(self) -> str:
        """Return a line on each of the three groups of cells."""
        return (
            f'obsm["{self.key}"]: {self.n_dims} dimensions for {self.n_cells:,} cells\n'
            f"missing, rows of NaN: {_listed(self.missing)}\n"
            f"extra, left out: {_listed(self.extra)}"
        )


def attach(
    adata: "anndata.AnnData", embedding: str | Path, *, key: str | None = None, sha256: str | None = None
) -> Attached:
    """Put the vectors of an embedding's file into `adata.obsm`, and tell whom they belong to.

    Parameters
    ----------
    adata
        Any AnnData whose `obs_names` are the cell ids of the dataset.
    embedding
        A file `data/embeddings/<submission>/<dataset>.parquet`.
    key
        Of `adata.obsm`; `X_<submission>` where it is left out.
    sha256
        Of the file, as `evaluations.parquet` says in `file_sha256`; checked before the file is opened.

    Raises
    ------
    BenchmarkError
        If the file is not the one that was meant, no cell is in both, or the key is taken.
    """
    path = Path(embedding)
    if not path.exists():
        raise BenchmarkError("there is no such file", where=str(path), fix=f"dvc pull {path}")
    if sha256 and (found := sha256_of(path)) != sha256:
        what = f"the file has SHA-256 {found}; expected {sha256}"
        raise BenchmarkError(what, where=str(path), fix="download the file again, of the same release")
    vectors = read_embedding(path)
    key = key or f"X_{vectors.metadata.get('submission', path.stem)}"
    _require_room(adata, key)
    names = [str(name) for name in adata.obs_names]
    rows = dict(zip(vectors.cell_ids, range(len(vectors.cell_ids)), strict=True))
    positions = np.array([rows.get(name, -1) for name in names])
    if (positions < 0).all():
        raise _strangers(names, vectors, path)
    adata.obsm[key] = np.where((positions < 0)[:, None], np.float32("nan"), vectors.vectors[positions])
    known = set(names)
    return Attached(
        key,
        int((positions >= 0).sum()),
        vectors.vectors.shape[1],
        tuple(name for name in names if name not in rows),
        tuple(cell_id for cell_id in vectors.cell_ids if cell_id not in known),
    )


def _require_room(adata: "anndata.AnnData", key: str) -> None:
    if key in adata.obsm:
        raise BenchmarkError(
            f"obsm has `{key}` already", where="adata.obsm", fix=f'attach(..., key="{key}_frozen")'
        )
    if not adata.obs_names.is_unique:
        twice = adata.obs_names[adata.obs_names.duplicated()][0]
        raise BenchmarkError(
            f"the cell id {twice!r} occurs twice; expected every id once",
            where="adata.obs_names",
            fix="keep one row per cell",
        )


def _strangers(names: Sequence[str], vectors: Embedding, path: Path) -> BenchmarkError:
    return BenchmarkError(
        f"no cell id of adata ({_listed(names)}) is in the file ({_listed(vectors.cell_ids)})",
        where=str(path),
        fix="name the cells of adata as the dataset does: adata.obs_names = ...",
    )


def _listed(names: Sequence[str]) -> str:
    """Return how many names there are, and the first few."""
    if not names:
        return "0 cells"
    more = ", ..." if len(names) > _SHOWN else ""
    return f"{len(names):,} cell{'s' * (len(names) > 1)}, {', '.join(names[:_SHOWN])}{more}"
