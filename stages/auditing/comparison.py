"""Two values of one metric on many evaluations, and what follows from them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from stages.auditing.rows import AuditRow
from stages.records import MetricValue

# What clusterings and kBET may differ by: their results jump where a tie falls the other way.
_LOOSE, _TIGHT = 0.01, 1e-4
_JUMPY = ("nmi", "ari", "kbet")


@dataclass(frozen=True, slots=True)
class Comparison:
    """One metric of one evaluation, computed by us, by the judge and, where they differ, a third time.

    Attributes
    ----------
    submission
        Id of the submission or control.
    ours, theirs
        Values, or the reason why there is none.
    referee, reason
        The third value and how it was made; None and empty where it was not needed, or there is none.
    recall
        Share of the nearest neighbours that the judge's own search found, where it searched.
    measured
        What the judge gives with one cause after the other removed, where that was measured.
    """

    submission: str
    ours: MetricValue
    theirs: MetricValue
    referee: float | None = None
    reason: str = ""
    recall: float | None = None
    measured: str = ""

    @property
    def deviation(self) -> float | None:
        """Return the distance of both values; None where one is missing."""
        if self.ours.value is None or self.theirs.value is None:
            return None
        return abs(self.ours.value - self.theirs.value)


def tolerance_of(metric: str) -> float:
    """Return the largest difference of a metric that counts as equal."""
    return _LOOSE if metric.split("_", maxsplit=1)[0] in _JUMPY else _TIGHT


def audit_row(
    dataset: str, metric: str, judge: str, neighbours: str, comparisons: Sequence[Comparison]
) -> AuditRow:
    """Return what all evaluations of a dataset say about one metric on one kind of neighbours."""
    tolerance = tolerance_of(metric)
    compared = {one: one.deviation for one in comparisons if one.deviation is not None}
    worst = max(compared, key=lambda one: compared[one]) if compared else None
    beyond = [one for one in compared if compared[one] > tolerance]
    verdict = _verdict(compared, beyond, tolerance)
    return AuditRow(
        dataset=dataset,
        metric=metric,
        judge=judge,
        neighbours=neighbours,
        n_evaluations=len(comparisons),
        n_compared=len(compared),
        tolerance=tolerance,
        deviation=compared[worst] if worst else None,
        submission=worst.submission if worst else None,
        ours=worst.ours.value if worst else None,
        theirs=worst.theirs.value if worst else None,
        n_beyond=len(beyond),
        referee=worst.referee if worst in beyond and worst else None,
        recall=worst.recall if worst else None,
        verdict=verdict,
        reason=_reason(verdict, comparisons, beyond, worst),
    )


def _verdict(compared: Mapping[Comparison, float], beyond: Sequence[Comparison], tolerance: float) -> str:
    if not compared:
        return "undefined"
    if not beyond:
        return "equal"
    return "ours_is_right" if all(_is_ours(one, tolerance) for one in beyond) else "different"


def _is_ours(one: Comparison, tolerance: float) -> bool:
    """Return whether the third computation agrees with ours."""
    value = one.ours.value
    return value is not None and one.referee is not None and abs(value - one.referee) <= tolerance


def _reason(
    verdict: str, comparisons: Sequence[Comparison], beyond: Sequence[Comparison], worst: Comparison | None
) -> str:
    """Return the reasons in play, each once, and what was measured where the difference is largest."""
    undefined = [one.ours.reason or one.theirs.reason for one in comparisons]
    differing = [one.reason for one in beyond] if verdict == "ours_is_right" else []
    measured = [worst.measured] if worst else []
    return "; ".join(dict.fromkeys(text for text in (*differing, *measured, *undefined) if text))
