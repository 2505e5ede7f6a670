"""What the simulations found as Markdown tables."""

from collections.abc import Iterator, Mapping, Sequence

from stages.metrics.metric import Metric
from stages.reporting.curves import Curve, Key
from stages.simulation.rows import CoverageRow

Found = Mapping[tuple[str, str, str, str], CoverageRow]  # (embedding, score, redrawn, truth) -> row

_MINUS = "\N{MINUS SIGN}"
_GROUP_TITLES = {"biology": "Biology kept", "batch": "Batch removed", "overall": "Overall"}
_EMBEDDINGS = {"frozen": "frozen", "centred": "half-centred", "difference": "paired difference"}
_COMPARISONS = {
    ("cells", "same_size"): "other cells",
    ("cells", "large"): "very many cells",
    ("samples", "same_size"): "other donors and batches",
}


def sensitivity_tables(curves: Mapping[Key, Curve], metrics: Mapping[str, Metric]) -> str:
    """Return one table per group: how far each metric moves with either factor, and how steadily."""
    return "\n\n".join(_group_table(group, curves, metrics) for group in ("biology", "batch"))


def _group_table(group: str, curves: Mapping[Key, Curve], metrics: Mapping[str, Metric]) -> str:
    head = [
        f"**{_GROUP_TITLES[group]}**",
        "",
        "| metric | biology grows | rank corr. | batch effects grow | rank corr. | moved by the other |",
        "|---|---|---:|---|---:|---:|",
    ]
    rows = [
        _metric_line(metric, curves.get((name, "pca", "biology")), curves.get((name, "pca", "batch")))
        for name, metric in metrics.items()
        if metric.group == group
    ]
    return "\n".join(head + rows)


def _metric_line(metric: Metric, biology: Curve | None, batch: Curve | None) -> str:
    title = metric.title if metric.ranked else f"{metric.title}, not ranked"
    if biology is None or batch is None:
        return f"| {title} | undefined on these cells | | undefined on these cells | | |"
    own, other = (biology, batch) if metric.group == "biology" else (batch, biology)
    pull = f"{100 * other.reach / own.reach:.0f} %" if own.reach else "it does not move"
    cells = [title, _travel(biology), _rho(biology), _travel(batch), _rho(batch), pull]
    return f"| {' | '.join(cells)} |"


def _travel(curve: Curve) -> str:
    """Return the mean at the weakest and at the strongest level, and the turn between them if any."""
    weak, strong = curve.ends
    turn = "" if curve.monotone else ", turning"
    return f"{_decimal(weak)} → {_decimal(strong)}{turn}"


def _rho(curve: Curve) -> str:
    return "none" if curve.rho is None else _decimal(curve.rho)


def _decimal(value: float) -> str:
    text = f"{value:.2f}"
    return text.lstrip("-") if float(text) == 0 else text.replace("-", _MINUS)


def coverage_tables(rows: Sequence[CoverageRow], metrics: Mapping[str, Metric]) -> str:
    """Return what was counted, a table for the scores and one for the metrics."""
    found = {(row.embedding, row.score, row.redrawn, row.truth): row for row in rows}
    scores = [(embedding, score) for embedding in _EMBEDDINGS for score in _GROUP_TITLES]
    titles = {name: metric.title for name, metric in metrics.items() if metric.group != "diagnostic"}
    listed = [(embedding, name) for name in titles for embedding in ("frozen", "centred")]
    listed = [key for key in listed if (*key, "cells", "same_size") in found]  # others have no interval
    return "\n\n".join(
        [
            _counted(found["frozen", "overall", "cells", "large"]),
            "\n".join(_coverage_lines(scores, found, _GROUP_TITLES)),
            "\n".join(_coverage_lines(listed, found, titles)),
        ]
    )


def _counted(row: CoverageRow) -> str:
    """Return the sentence that says how much was simulated."""
    return (
        f"Counted on {row.n_datasets} datasets of {row.n_cells:,} cells. *Very many cells*: the truth is the "
        f"mean of {row.true_n_datasets} datasets of {row.true_n_cells:,} cells; elsewhere it is the mean of "
        "the datasets themselves. In brackets: the 95 % interval of the share."
    )


def _coverage_lines(
    keys: Sequence[tuple[str, str]], found: Found, titles: Mapping[str, str]
) -> Iterator[str]:
    """Yield the lines of a table with one row per score and embedding."""
    sizes = found["frozen", "overall", "cells", "large"]
    means = [f"mean at {sizes.n_cells:,}", f"at {sizes.true_n_cells:,}"]
    heads = ["score", "embedding", *_COMPARISONS.values(), *means]
    yield f"| {' | '.join([*heads, 'sd, other cells', 'sd, other samples'])} |"
    yield f"|---|---|{'---:|' * (len(_COMPARISONS) + 4)}"
    for embedding, score in keys:
        cells, many, samples = (found[embedding, score, redrawn, truth] for redrawn, truth in _COMPARISONS)
        shares = [_share(row) for row in (cells, many, samples)]
        numbers = [_number(one) for one in (many.mean, many.true_value, cells.spread, samples.spread)]
        yield f"| {' | '.join([titles[score], _EMBEDDINGS[embedding], *shares, *numbers])} |"


def _share(row: CoverageRow) -> str:
    """Return a coverage with its own interval, in percent."""
    if row.coverage is None or row.coverage_low is None or row.coverage_high is None:
        return "none"
    low, high = (f"{100 * end:.0f}" for end in (row.coverage_low, row.coverage_high))
    part = "" if row.n_intervals == row.n_datasets else f", {row.n_intervals} intervals"
    return f"{100 * row.coverage:.0f} % ({low} to {high}{part})"


def _number(value: float | None) -> str:
    return "none" if value is None else f"{value:.3f}".replace("-", _MINUS)
