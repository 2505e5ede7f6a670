"""What the audit found as Markdown: ours beside the field's library, metric by metric."""

from collections.abc import Iterator, Mapping, Sequence

from stages.auditing.rows import AuditRow
from stages.metrics.metric import Metric

_VERDICTS = {
    "undefined": "nothing to compare",
    "equal": "equal",
    "ours_is_right": "ours, by a third way",
    "different": "different",
}
_SEVERITY = list(_VERDICTS)  # what is worse comes later


def audit_tables(rows: Sequence[AuditRow], metrics: Mapping[str, Metric]) -> str:
    """Return how much was compared, a table of formulas, one of searches, and every difference with its why.

    Parameters
    ----------
    rows
        All of the table, any order.
    metrics
        The registry, for titles and their order.
    """
    rows = sorted(rows, key=lambda row: list(metrics).index(row.metric))
    formulas = [row for row in rows if row.neighbours != "own"]
    searches = [row for row in rows if row.neighbours == "own"]
    return "\n\n".join(
        [
            _counted(rows),
            "**Formulas**: the same vectors, and the same exact neighbours.",
            "\n".join(_formula_lines(formulas, metrics)),
            "**As its users run it**: the library searches the neighbours itself.",
            "\n".join(_search_lines(searches, metrics)),
            "**Every difference beyond the tolerance**, at its largest on each dataset:",
            "\n".join(_differences(rows, metrics)) or "There is none.",
            "**What could not be compared**:",
            "\n".join(_gaps(rows, metrics)) or "Everything could.",
        ]
    )


def _counted(rows: Sequence[AuditRow]) -> str:
    sizes = {row.dataset: row.n_evaluations for row in rows}
    judge = ", ".join(dict.fromkeys(row.judge for row in rows))
    listed = ", ".join(f"{count} on {dataset}" for dataset, count in sizes.items())
    return f"Judge: {judge}. Evaluations: {sum(sizes.values())} ({listed}), submissions and controls alike."


def _worst(rows: Sequence[AuditRow]) -> Iterator[AuditRow]:
    """Yield for each metric the row of the dataset with the worst verdict, then the largest difference."""
    by_metric: dict[str, list[AuditRow]] = {}
    for row in rows:
        by_metric.setdefault(row.metric, []).append(row)
    for group in by_metric.values():
        yield max(group, key=lambda row: (_SEVERITY.index(row.verdict), row.deviation or 0.0))


def _formula_lines(rows: Sequence[AuditRow], metrics: Mapping[str, Metric]) -> Iterator[str]:
    yield "| metric | compared | largest difference | tolerance | verdict | ours | library | third way | on |"
    yield f"|---|--:|--:|--:|---|{'--:|' * 3}---|"
    for row in _worst(rows):
        compared = sum(one.n_compared for one in rows if one.metric == row.metric)
        cells = [
            metrics[row.metric].title,
            str(compared),
            _size(row.deviation),
            _size(row.tolerance),
            _VERDICTS[row.verdict],
            *(_value(one) for one in (row.ours, row.theirs, row.referee)),
            _place(row),
        ]
        yield f"| {' | '.join(cells)} |"


def _search_lines(rows: Sequence[AuditRow], metrics: Mapping[str, Metric]) -> Iterator[str]:
    yield "| metric | largest difference | beyond | ours | library | with exact neighbours | recall | on |"
    yield f"|---|--:|--:|{'--:|' * 4}---|"
    for row in _worst(rows):
        of_metric = [one for one in rows if one.metric == row.metric]
        beyond, all_of = (sum(getattr(one, name) for one in of_metric) for name in ("n_beyond", "n_compared"))
        cells = [
            metrics[row.metric].title,
            _size(row.deviation),
            f"{beyond} of {all_of}",
            *(_value(one) for one in (row.ours, row.theirs, row.referee)),
            "" if row.recall is None else f"{100 * row.recall:.2f} %",
            _place(row),
        ]
        yield f"| {' | '.join(cells)} |"


def _differences(rows: Sequence[AuditRow], metrics: Mapping[str, Metric]) -> Iterator[str]:
    for row in rows:
        if row.n_beyond:
            where = f"{metrics[row.metric].title}, {_place(row)}, neighbours {row.neighbours}"
            values = f"ours {_value(row.ours)}, library {_value(row.theirs)}"
            third = "" if row.referee is None else f", third {_value(row.referee)}"
            why = _sentence(row.reason or "not explained")
            yield f"- {where}, {row.n_beyond} of {row.n_compared} evaluations: {values}{third}. {why}"


def _gaps(rows: Sequence[AuditRow], metrics: Mapping[str, Metric]) -> Iterator[str]:
    """Yield what is missing once for all metrics that miss it."""
    groups: dict[tuple[str, int], list[AuditRow]] = {}
    for row in rows:
        missing = row.n_evaluations - row.n_compared
        if missing and row.neighbours != "own":
            groups.setdefault((row.dataset, missing), []).append(row)
    for (dataset, missing), group in groups.items():
        titles = [metrics[row.metric].title for row in group]
        named = f"{', '.join(titles[:-1])} and {titles[-1]}" if len(titles) > 1 else titles[0]
        # Where values differ too, that is what a row's reason begins with.
        reasons = dict.fromkeys(row.reason for row in group if not row.n_beyond)
        why = "; ".join(reasons) or "why is said above"
        yield f"- {named} on {dataset}, {missing} of {group[0].n_evaluations} evaluations: {why}."


def _sentence(reason: str) -> str:
    return f"{reason[:1].upper()}{reason[1:]}."


def _place(row: AuditRow) -> str:
    return row.dataset if row.submission is None else f"{row.submission} on {row.dataset}"


def _size(deviation: float | None) -> str:
    return "none" if deviation is None else f"{deviation:.0e}" if deviation else "0"


def _value(value: float | None) -> str:
    return "" if value is None else f"{value:.5f}".replace("-", "\N{MINUS SIGN}")
