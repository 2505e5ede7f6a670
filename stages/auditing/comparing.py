"""One evaluation by us and by the judge, with a third computation where the two differ."""

import warnings
from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]  # it publishes no types

from stages.auditing.comparison import Comparison, tolerance_of
from stages.auditing.judge import judge, judge_neighbours, recall, search, with_self
from stages.auditing.referee import referee
from stages.metrics.cells import LISI_K, Cells
from stages.metrics.compute import compute
from stages.metrics.inputs import Evaluation
from stages.records import MetricValue

Key = tuple[str, str]  # (metric, neighbours: none, exact or own)

_SEARCH = (
    "the judge's own search is approximate and orders ties another way; handed the exact neighbours, it "
    "gives our value"
)


def compare(evaluation: Evaluation) -> dict[Key, Comparison]:
    """Return (metric, neighbours) -> comparison for all that scib-metrics has."""
    points, truth = evaluation.points, evaluation.truth
    cells = Cells(points, truth.label, truth.batch, truth.unintegrated)
    with threadpool_limits(1):  # as in scoring
        ours = compute(cells)
    name = evaluation.metadata["submission"]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the judge's own
        unit = float(np.abs(points).max() / np.abs(cells.points).max())
        exact, own = with_self(cells.neighbours(LISI_K), unit), search(points)
        alone = judge(points, truth.label, truth.batch, truth.unintegrated)
        handed, searched = (judge_neighbours(found, truth.label, truth.batch) for found in (exact, own))
        by_kind: dict[str, Mapping[str, MetricValue]] = {"none": alone, "exact": handed}
        compared = {
            (metric, kind): _refereed(Comparison(name, ours[metric], value), metric, cells)
            for kind, values in by_kind.items()
            for metric, value in values.items()
        }
    share = recall(own, exact)
    return compared | {
        (metric, "own"): _of_search(compared[metric, "exact"], value, metric, share)
        for metric, value in searched.items()
    }


def _refereed(one: Comparison, metric: str, cells: Cells) -> Comparison:
    """Return a comparison with a third computation if its two values differ."""
    if one.deviation is None or one.deviation <= tolerance_of(metric):
        return one
    third = referee(metric, cells)
    return replace(one, referee=third.value, reason=third.reason, measured=third.measured)


def _of_search(exact: Comparison, theirs: MetricValue, metric: str, share: float) -> Comparison:
    """Return the comparison with the judge's own neighbours, its value with exact ones as the third."""
    one = Comparison(exact.submission, exact.ours, theirs, recall=share)
    if one.deviation is None or one.deviation <= tolerance_of(metric):
        return one
    if exact.deviation is not None and exact.deviation <= tolerance_of(metric):
        return replace(one, referee=exact.theirs.value, reason=_SEARCH)
    return replace(one, referee=exact.referee, reason=exact.reason, measured=exact.measured)
