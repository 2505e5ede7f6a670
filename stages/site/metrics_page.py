"""One section per metric, from the registry: the text is written beside the metric and nowhere else."""

from collections.abc import Mapping

from stages.controls import CONTROLS
from stages.metrics.metric import Metric
from stages.metrics.packs import Pack
from stages.records import Group
from stages.reporting.curves import Curve, Key
from stages.site.formulas import formula
from stages.site.sensitivity_panel import panel
from stages.site.template import page

_GROUPS: list[tuple[Group, str, str]] = [
    ("biology", "Biology kept", "Do cells of one type lie together, and apart from other types?"),
    (
        "batch",
        "Batch removed",
        (
            "Do cells of one type mix, whatever experiment they come from? Where a dataset has no batch "
            "effect to remove, as pbmc68k, this only shows that none was invented."
        ),
    ),
    ("diagnostic", "Diagnostics", "What helps to understand the other numbers. These count in no mean."),
]


def metrics_page(
    metrics: Mapping[str, Metric], packs: Mapping[str, Pack], found: Mapping[Key, Curve]
) -> bytes:
    """Return the page that explains every metric, and lists the packs with their versions."""
    return page(
        "metrics.html",
        title="Metrics",
        description="What each metric rewards, what its ends mean, how it is computed, and when it fails.",
        metrics=list(metrics.values()),
        groups=[group for group in _GROUPS if any(metric.group == group[0] for metric in metrics.values())],
        controls=CONTROLS,
        formulas={name: formula(name) for name in metrics},
        panels={name: panel(metric, found) for name, metric in metrics.items()},
        packs=list(packs.values()),
        members={name: _members(pack, metrics) for name, pack in packs.items()},
        bounds={metric.name: (_bound(metric.low), _bound(metric.high)) for metric in metrics.values()},
    )


def _members(pack: Pack, metrics: Mapping[str, Metric]) -> list[Metric]:
    return [metric for name, metric in metrics.items() if metric.pack == pack.name or name in pack.shared]


def _bound(value: float) -> str:
    """Return an end of a range; an open end has no number."""
    if value in {float("inf"), float("-inf")}:
        return "no bound"
    return f"{value:g}".replace("-", "\N{MINUS SIGN}")
