"""The columns of the tables that simulations write: name, type and meaning, once."""

from dataclasses import dataclass
from typing import ClassVar

from stages.rows import Row, column


@dataclass(frozen=True, slots=True)
class SensitivityRow(Row):
    """One metric on simulated cells of known biology and known batch effects."""

    table: ClassVar[str] = "sensitivity"

    factor: str = column("what is varied, `biology` or `batch`; the other stays at strength 1")
    level: float = column("its strength: 0 nothing was planted, 1 as in the dataset `planted`")
    replicate: int = column("number of the simulated dataset; a replicate has the same cells on all levels")
    embedding: str = column(
        "`pca`: 50 principal components of the cells; `batch_free`: the same of the cells as they would be "
        "without batch effects"
    )
    metric: str = column("id of the metric, explained on the metrics page")
    group: str = column("`biology`, `batch` or `diagnostic`")
    value: float | None = column("the metric on its own scale; null unless `status` is ok")
    status: str = column("`ok`, or `undefined`: the metric has no value here")
    reason: str = column("why there is no value, else empty")
    n_cells: int = column("number of cells in the simulated dataset")


@dataclass(frozen=True, slots=True)
class CoverageRow(Row):
    """How often the 95 % intervals of one number held its true value, over simulated datasets."""

    table: ClassVar[str] = "coverage"

    redrawn: str = column(
        "what differs between the simulated datasets: `cells`, or `samples`: donors and batches as well"
    )
    truth: str = column(
        "what an interval must hold: `same_size`, the mean over all these datasets; `large`, the value on "
        "very many cells"
    )
    embedding: str = column(
        "`frozen`: a projection fixed beforehand; `centred`: the same with half of the difference between "
        "batches taken out; `difference`: the second minus the first, paired"
    )
    score: str = column("id of the metric, or `biology`, `batch` or `overall`, scaled by controls")
    true_value: float | None = column("the value that the intervals should hold; null if undefined")
    true_n_cells: int = column("number of cells of the datasets that it is the mean of")
    true_n_datasets: int = column("number of those datasets")
    n_cells: int = column("number of cells of a simulated dataset")
    n_datasets: int = column("number of simulated datasets")
    n_intervals: int = column("number of those on which the score has an interval")
    n_holding: int = column("number of intervals that hold the true value")
    coverage: float | None = column("`n_holding` / `n_intervals`; 0.95 if intervals do what they say")
    coverage_low: float | None = column("lower end of its own 95 % interval, after Wilson")
    coverage_high: float | None = column("upper end of that interval")
    mean: float | None = column("mean of the score over the simulated datasets")
    spread: float | None = column("its standard deviation over them: how much the score really varies")
    margin: float | None = column("mean half width of the intervals; twice `spread` where they are right")
