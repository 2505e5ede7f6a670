"""What the simulation of intervals found, in sentences that follow from its rows."""

from collections.abc import Iterator, Mapping, Sequence
from math import sqrt
from statistics import median

from stages.metrics.metric import Metric
from stages.simulation.rows import CoverageRow

_PROMISE, _NORMAL_95 = 0.95, 1.96
_NARROW = 0.75  # of the width that an interval should have
_NAMED = 8  # scores in a sentence before the rest is counted
_GROUPS = {"biology": "Biology kept", "batch": "Batch removed", "overall": "Overall"}
_EMBEDDINGS = {"frozen": "frozen", "centred": "half-centred", "difference": "paired difference"}
_QUESTIONS = {
    ("cells", "same_size"): "Other cells",
    ("cells", "large"): "Very many cells",
    ("samples", "same_size"): "Other donors and batches",
}


def coverage_words(rows: Sequence[CoverageRow], metrics: Mapping[str, Metric]) -> str:
    """Return one paragraph per question: how often intervals hold the truth, and which do not.

    Parameters
    ----------
    rows
        All of the table.
    metrics
        The registry, for titles.
    """
    titles = {name: metric.title for name, metric in metrics.items()} | _GROUPS
    parts = [
        _question(heading, [row for row in rows if (row.redrawn, row.truth) == key], titles)
        for key, heading in _QUESTIONS.items()
    ]
    return "\n".join([*parts, _widths(rows, titles), _error(rows)])


def _question(heading: str, rows: Sequence[CoverageRow], titles: Mapping[str, str]) -> str:
    overall = [
        f"{_percent(row)} ({_EMBEDDINGS[row.embedding]})"
        for row in rows
        if row.score == "overall" and row.coverage is not None
    ]
    counted = [row for row in rows if row.coverage is not None]
    below = [row for row in counted if row.coverage_high is not None and row.coverage_high < _PROMISE]
    which = f": {_listed(below, titles)}" if below else ""
    return (
        f"- **{heading}.** Intervals of the overall score hold it in {', '.join(overall) or 'no case'}. "
        f"Of {len(counted)} kinds of intervals {len(below) or 'none'} surely hold it in fewer than "
        f"{100 * _PROMISE:.0f} %{which}."
    )


def _listed(rows: Sequence[CoverageRow], titles: Mapping[str, str]) -> str:
    """Return scores with their shares, the lowest first; a score's embeddings stand together."""
    by_score: dict[str, list[CoverageRow]] = {}
    for row in sorted(rows, key=lambda row: row.coverage or 0.0):
        by_score.setdefault(row.score, []).append(row)
    named = [
        f"{titles[score]} ({', '.join(f'{_EMBEDDINGS[row.embedding]} {_percent(row)}' for row in group)})"
        for score, group in by_score.items()
    ]
    rest = [f"and of {len(named) - _NAMED} more scores"] if len(named) > _NAMED else []
    return ", ".join(named[:_NAMED] + rest)


def _percent(row: CoverageRow) -> str:
    return f"{100 * (row.coverage or 0.0):.0f} %"


def _ratios(rows: Sequence[CoverageRow]) -> Iterator[tuple[float, CoverageRow]]:
    """Yield the width of intervals beside what it should be, where other cells alone differ."""
    for row in rows:
        if (row.redrawn, row.truth) == ("cells", "same_size") and row.margin is not None and row.spread:
            yield row.margin / (_NORMAL_95 * row.spread), row


def _widths(rows: Sequence[CoverageRow], titles: Mapping[str, str]) -> str:
    ratios = list(_ratios(rows))
    if not ratios:
        return "- **Width.** No score varies, so that no interval has a width that it should have."
    narrow = [
        f"{titles[row.score]}, {_EMBEDDINGS[row.embedding]} ({ratio:.2f})"
        for ratio, row in sorted(ratios, key=lambda pair: pair[0])
        if ratio < _NARROW
    ]
    which = f" Narrower than {_NARROW:g} times: {', '.join(narrow)}." if narrow else ""
    middle = median(ratio for ratio, _ in ratios)
    return (
        f"- **Width.** Half an interval should be {_NORMAL_95} standard deviations of the score over other "
        f"cells. It is {middle:.2f} times that, in the median over scores.{which}"
    )


def _error(rows: Sequence[CoverageRow]) -> str:
    n_datasets = min(row.n_datasets for row in rows)
    error = 100 * sqrt(_PROMISE * (1 - _PROMISE) / n_datasets)
    return (
        f"- **How sure this is.** With {n_datasets} datasets a share of {100 * _PROMISE:.0f} % has a "
        f"standard error of {error:.1f} points. *Surely*: the share's own 95 % interval ends below; among so "
        "many kinds a few do by chance."
    )
