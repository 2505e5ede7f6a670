"""The columns of draws.parquet: group scores on subsamples of cells, what intervals are made of."""

from dataclasses import dataclass
from typing import ClassVar

from stages.rows import Row, column


@dataclass(frozen=True, slots=True)
class DrawRow(Row):
    """The group scores of one evaluation on one subsample of cells, the same cells for everybody."""

    table: ClassVar[str] = "draws"

    submission: str = column("id of the submission or control")
    dataset: str = column("id of the dataset")
    draw: int = column("number of the subsample, from 0")
    biology: float | None = column("biology score on these cells; null where undefined")
    batch: float | None = column("batch score on these cells; null where undefined")
