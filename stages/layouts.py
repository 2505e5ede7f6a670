"""The columns of layouts.parquet: every embedding on a plane, for pictures."""

from dataclasses import dataclass
from typing import ClassVar

from stages.rows import Row, column


@dataclass(frozen=True, slots=True)
class LayoutRow(Row):
    """One cell of one submission's picture; no number is computed from it."""

    table: ClassVar[str] = "layouts"

    submission: str = column("id of the submission")
    dataset: str = column("id of the dataset")
    embedding_sha256: str = column("content hash of the embedding that was laid out")
    x: int = column("place from left to right, 0 to 1000")
    y: int = column("place from bottom to top, 0 to 1000")
    label: str = column("cell type")
    batch: str = column("batch")
