"""The columns of the audit: name, type and meaning, once."""

from dataclasses import dataclass
from typing import ClassVar

from stages.rows import Row, column


@dataclass(frozen=True, slots=True)
class AuditRow(Row):
    """One metric on one dataset, held against scib-metrics over all evaluations in the native view."""

    table: ClassVar[str] = "audit"

    dataset: str = column("id of the dataset")
    metric: str = column("id of the metric, explained on the metrics page")
    judge: str = column("library and version that ours is held against")
    neighbours: str = column(
        "what the judge worked on: `none`: the metric needs no neighbours; `exact`: it was handed ours, "
        "which are exact; `own`: it searched itself, approximately, as its users run it"
    )
    n_evaluations: int = column("number of submissions and controls audited on the dataset")
    n_compared: int = column("on how many of them the metric has a value in both computations")
    tolerance: float = column("largest difference that counts as equal")
    deviation: float | None = column("largest difference found; null where nothing could be compared")
    submission: str | None = column("id of the submission or control on which it was found")
    ours: float | None = column("our value there")
    theirs: float | None = column("the judge's value there")
    n_beyond: int = column("number of evaluations that differ by more than the tolerance")
    referee: float | None = column(
        "value of a third computation where the largest difference was found, if beyond the tolerance"
    )
    recall: float | None = column(
        "share of the nearest neighbours that the judge's own search found there, ties counted as found; "
        "null unless `neighbours` is `own`"
    )
    verdict: str = column(
        "`equal`: all within the tolerance; `ours_is_right`: all others agree with a third computation, "
        "within the tolerance, which for `own` neighbours is the judge's with exact ones; `different`: "
        "neither; `undefined`: nothing could be compared"
    )
    reason: str = column("why values differ, or why one of the two has none where it has none; else empty")
