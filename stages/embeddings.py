"""An embedding in a file: cell ids, vectors, and where they come from."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from stages.errors import BenchmarkError
from stages.files import write_parquet

_FIX_VECTORS = "return one row of finite numbers per cell, the same number of columns in every row"


@dataclass(frozen=True, slots=True)
class Embedding:
    """One vector per cell, with its provenance.

    Attributes
    ----------
    cell_ids
        Unique names, in the order of the rows; cells are matched by them, never by position.
    vectors
        float32 array of shape (n_cells, n_dims), every number finite, n_dims at least 1.
    metadata
        The file's key-value metadata (dataset, dataset_version, seed, content_sha256, ...).
    """

    cell_ids: tuple[str, ...]
    vectors: npt.NDArray[np.float32]
    metadata: Mapping[str, str]


def content_sha256(cell_ids: Sequence[str], vectors: npt.NDArray[np.float32]) -> str:
    r"""Return the SHA-256 of an embedding's content, independent of file format and libraries.

    It runs over the cell ids joined by a newline in UTF-8, a NUL byte, and the little-endian
    float32 numbers row by row.

    Examples
    --------
    >>> content_sha256(["a", "b"], np.ones((2, 3)))[:12]
    '5b3f7642f968'
    """
    digest = hashlib.sha256("\n".join(cell_ids).encode() + b"\0")
    digest.update(np.ascontiguousarray(vectors, dtype="<f4").tobytes())
    return digest.hexdigest()


def check_vectors(vectors: object, *, n_cells: int, where: str) -> npt.NDArray[np.float32]:
    """Return `vectors` as float32 of shape (n_cells, n_dims).

    Parameters
    ----------
    vectors
        Anything array-like of real numbers; n_dims is at least 1.
    n_cells
        How many rows there must be.
    where
        The file named in the error.

    Raises
    ------
    BenchmarkError
        If the shape is another one, or an entry is no finite float32 number.
    """
    array = np.asarray(vectors)
    if array.ndim != 2 or array.shape[0] != n_cells or array.shape[1] == 0:  # noqa: PLR2004 - a matrix
        raise BenchmarkError(
            f"the embedding has shape {array.shape}; expected ({n_cells}, n_dims) with n_dims at least 1",
            where=where,
            fix="return one row per cell and at least one column; do not filter cells",
        )
    if array.dtype.kind not in "fiub":
        raise BenchmarkError(
            f"the embedding holds {array.dtype}; expected real numbers", where=where, fix=_FIX_VECTORS
        )
    with np.errstate(over="ignore"):  # what overflows becomes infinite and is counted below
        narrow = np.ascontiguousarray(array, dtype=np.float32)
    if not (finite := np.isfinite(narrow)).all():
        row = int(np.flatnonzero(~finite.all(axis=1))[0])
        raise BenchmarkError(
            f"the embedding has {(~finite).sum():,} entries that are NaN, infinite or beyond float32; "
            f"expected 0 (first in row {row})",
            where=where,
            fix=_FIX_VECTORS,
        )
    return narrow


def check_cell_ids(cell_ids: Sequence[object], *, where: str) -> tuple[str, ...]:
    """Return the cell ids as a tuple of unique strings, or raise BenchmarkError."""
    for position, cell_id in enumerate(cell_ids):
        if not isinstance(cell_id, str):
            raise BenchmarkError(
                f"cell id {position} is {cell_id!r} ({type(cell_id).__name__}); expected a string",
                where=where,
                fix="take the ids from adata.obs_names, unchanged",
            )
    if len(set(cell_ids)) < len(cell_ids):
        seen: set[object] = set()
        twice = next(cell_id for cell_id in cell_ids if cell_id in seen or seen.add(cell_id))  # type: ignore[func-returns-value]
        raise BenchmarkError(
            f"{len(cell_ids) - len(set(cell_ids)):,} cell ids occur twice, among them {twice!r}; "
            "expected one row per cell",
            where=where,
            fix="take the ids from adata.obs_names, each once",
        )
    return tuple(str(cell_id) for cell_id in cell_ids)


def write_embedding(
    path: Path, cell_ids: Sequence[str], vectors: object, metadata: Mapping[str, str]
) -> None:
    """Write an embedding as Parquet: `cell_id`, `embedding` and key-value metadata.

    `content_sha256` is computed here and added to the metadata.

    Raises
    ------
    BenchmarkError
        If ids are not unique strings or vectors are not finite float32 numbers, one row per id.
    """
    names = check_cell_ids(cell_ids, where=str(path))
    narrow = check_vectors(vectors, n_cells=len(names), where=str(path))
    table = pa.table(
        {
            "cell_id": pa.array(names, pa.string()),
            "embedding": pa.FixedSizeListArray.from_arrays(pa.array(narrow.ravel()), narrow.shape[1]),
        }
    )
    stamped = {**metadata, "content_sha256": content_sha256(names, narrow)}
    write_parquet(table.replace_schema_metadata(dict(sorted(stamped.items()))), path)


def read_embedding(path: Path) -> Embedding:
    """Read what `write_embedding` wrote, and check all that it promises.

    Raises
    ------
    BenchmarkError
        If the file is no embedding, or its content differs from its `content_sha256`.
    """
    table = _read_table(path)
    column = table["embedding"].combine_chunks()
    n_dims = column.type.list_size
    flat = column.flatten().to_numpy(zero_copy_only=False)
    cell_ids = check_cell_ids(table["cell_id"].to_pylist(), where=str(path))
    vectors = check_vectors(flat.reshape(-1, n_dims), n_cells=len(cell_ids), where=str(path))
    metadata = {key.decode(): value.decode() for key, value in (table.schema.metadata or {}).items()}
    if (found := content_sha256(cell_ids, vectors)) != metadata.get("content_sha256"):
        raise BenchmarkError(
            f"the content has SHA-256 {found}; the file says {metadata.get('content_sha256')}",
            where=f"{path}: metadata content_sha256",
            fix="write the file again with the stage that made it",
        )
    return Embedding(cell_ids, vectors, metadata)


def _read_table(path: Path) -> pa.Table:
    try:
        table = pq.read_table(path, page_checksum_verification=True)
    except (pa.ArrowInvalid, OSError) as error:
        raise BenchmarkError(
            f"not a readable Parquet file: {str(error).splitlines()[0]}",
            where=str(path),
            fix="write the file again with the stage that made it",
        ) from error
    schema = table.schema
    is_embedding = {"cell_id", "embedding"} <= set(schema.names) and (
        pa.types.is_string(schema.field("cell_id").type)
        and pa.types.is_fixed_size_list(kind := schema.field("embedding").type)
        and kind.value_type == pa.float32()
        and kind.list_size > 0
    )
    if not is_embedding:
        types = {leaf.name: str(leaf.type) for leaf in schema}
        raise BenchmarkError(
            f"the columns are {types}; expected cell_id: string, embedding: fixed_size_list<float>[n_dims]",
            where=str(path),
            fix="write the file with stages.embeddings.write_embedding",
        )
    return table.select(["cell_id", "embedding"])
