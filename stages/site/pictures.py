"""Pictures of embeddings: read from layouts.parquet, one still and one small table for each evaluation."""

import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from stages.columns import DatasetRow, RankingRow
from stages.errors import BenchmarkError
from stages.layouts import LayoutRow
from stages.site.board import Board
from stages.site.cells import NO_SCORES
from stages.site.png import COLOURS, points_png

Layouts = Mapping[tuple[str, str], pa.Table]  # (submission, dataset) -> its cells

_OTHERS = "all others"


@dataclass(frozen=True, slots=True)
class Panel:
    """One picture: the cells coloured by cell type, or by batch."""

    kind: str  # label or batch
    title: str
    names: tuple[str, ...]  # of the colours, in their order
    still: str  # path of the picture

    @property
    def listed(self) -> str:
        """The names as JSON."""
        return json.dumps(self.names)


@dataclass(frozen=True, slots=True)
class Picture:
    """A submission on one dataset; without panels there is a reason."""

    dataset: DatasetRow
    n_cells: int
    cells: str  # path of the small table
    panels: tuple[Panel, ...]
    reason: str = ""


def read_layouts(path: Path) -> Layouts:
    """Read the places of all cells; none where nothing has been laid out yet.

    Raises
    ------
    BenchmarkError
        If the file lacks a column.
    """
    if not path.is_file():
        return {}
    table = pq.read_table(path)
    if missing := [name for name in LayoutRow.columns() if name not in table.column_names]:
        raise BenchmarkError(
            f"the columns {missing} are absent; found {table.column_names}",
            where=str(path),
            fix="dvc repro --single-item layout",
        )
    keys = sorted(set(zip(table["submission"].to_pylist(), table["dataset"].to_pylist(), strict=True)))
    return {key: _of(table, key) for key in keys}


def _of(table: pa.Table, key: tuple[str, str]) -> pa.Table:
    here = pc.and_(pc.equal(table["submission"], key[0]), pc.equal(table["dataset"], key[1]))
    return table.filter(here)


def pictures(board: Board, layouts: Layouts, row: RankingRow) -> list[Picture]:
    """Return the pictures of a submission, one per active dataset on which it was scored."""
    return [
        _picture(board, layouts, row.submission, dataset)
        for dataset in board.active
        if _scored(board, row.submission, dataset)
    ]


def _scored(board: Board, submission: str, dataset: DatasetRow) -> bool:
    run = board.evaluations.get((submission, dataset.dataset))
    there = (submission, dataset.dataset) in board.scores
    return there and (run is None or run.status not in NO_SCORES)


def _picture(board: Board, layouts: Layouts, submission: str, dataset: DatasetRow) -> Picture:
    key = (submission, dataset.dataset)
    table = layouts.get(key)
    if table is None:
        return Picture(dataset, 0, "", (), "no picture has been made of this embedding yet")
    scored = {row.embedding_sha256 for row in board.scores[key]}
    if not set(table["embedding_sha256"].to_pylist()) <= scored:
        return Picture(dataset, 0, "", (), "the picture is of an older embedding, so it is not shown")
    path = f"{submission}/{dataset.dataset}"
    panels = tuple(
        Panel(kind, title, _names(dataset, kind), f"pictures/{path}-{kind}.png")
        for kind, title in (("label", "By cell type"), ("batch", "By batch"))
    )
    return Picture(dataset, table.num_rows, f"layouts/{path}.parquet", panels)


def _names(dataset: DatasetRow, kind: str) -> tuple[str, ...]:
    """Return the groups that have a colour of their own, the largest first, the same for every submission."""
    names, sizes = (
        (dataset.labels, dataset.cells_per_label)
        if kind == "label"
        else (dataset.batches, dataset.cells_per_batch)
    )
    order = [name for name, _ in sorted(zip(names, sizes, strict=True), key=lambda pair: -pair[1])]
    return tuple(order) if len(order) <= len(COLOURS) else (*order[: len(COLOURS) - 1], _OTHERS)


def picture_files(board: Board, layouts: Layouts) -> Iterator[tuple[str, bytes]]:
    """Yield (path, content) of every still and of every small table."""
    for row in board.ranked:
        for picture in pictures(board, layouts, row):
            if picture.panels:
                table = layouts[row.submission, picture.dataset.dataset]
                yield f"data/{picture.cells}", _cells(table)
                for panel in picture.panels:
                    yield panel.still, _still(table, panel)


def _still(table: pa.Table, panel: Panel) -> bytes:
    x, y = (table[name].to_numpy().astype(np.int64) for name in ("x", "y"))
    return points_png(x, y, _colours(table[panel.kind].to_pylist(), panel.names))


def _colours(groups: Sequence[str], names: Sequence[str]) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
    places = {name: place for place, name in enumerate(names)}
    return np.array([places.get(group, len(names) - 1) for group in groups], dtype=np.int64)


def _cells(table: pa.Table) -> bytes:
    """Return x, y, label and batch as a Parquet file that a browser reads in a moment."""
    out = io.BytesIO()
    few = table.select(["x", "y", "label", "batch"]).replace_schema_metadata(None)
    pq.write_table(few, out, compression="zstd", compression_level=19, use_dictionary=["label", "batch"])
    return out.getvalue()
