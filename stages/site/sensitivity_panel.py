"""A metric where biology and batch effects are planted: one small picture, in the colours of the page."""

from collections.abc import Mapping
from pathlib import Path

from markupsafe import Markup

from stages.metrics.metric import Metric
from stages.reporting.curves import Curve, Key, curves
from stages.reporting.reading import read_rows
from stages.reporting.svg import dot, drawing, line, path, text
from stages.simulation.rows import SensitivityRow

_WIDE, _HIGH, _LEFT, _TOP = 210.0, 96.0, 30.0, 8.0
_INK, _LINE = "var(--fc-soft)", "var(--fc-line)"
_SHOWN = {  # (embedding, factor) -> colour and dashes
    ("batch_free", "biology"): ("var(--fc-biology)", "4 3"),
    ("pca", "biology"): ("var(--fc-biology)", ""),
    ("pca", "batch"): ("var(--fc-batch)", ""),
}


def read_curves(table: Path) -> Mapping[Key, Curve]:
    """Return the curves of all metrics; none where nothing has been simulated."""
    return curves(read_rows(SensitivityRow, table)) if table.is_file() else {}


def panel(metric: Metric, found: Mapping[Key, Curve]) -> Markup:
    """Return the picture of one metric, empty where it has no curve."""
    own = {key[1:]: curve for key, curve in found.items() if key[0] == metric.name and key[1:] in _SHOWN}
    if not own:
        return Markup()
    farthest = max(level for curve in own.values() for level, _ in curve.points)
    values = [value for curve in own.values() for _, value in curve.means]
    low, high = min(0.0, *values), max(1.0, *values)

    def place(level: float, value: float) -> tuple[float, float]:
        return _LEFT + level / farthest * _WIDE, _TOP + (high - value) / (high - low) * _HIGH

    shapes = [line(*place(0, tick), *place(farthest, tick), _LINE) for tick in (0.0, 0.5, 1.0)]
    shapes += [
        text(_LEFT - 5, place(0, tick)[1] + 4, f"{tick:g}", _INK, anchor="end") for tick in (0.0, 0.5, 1.0)
    ]
    shapes += [
        text(place(level, 0)[0], _TOP + _HIGH + 14, str(level), _INK, anchor="middle")
        for level in range(int(farthest) + 1)
    ]
    for key, (colour, dash) in _SHOWN.items():
        if key in own:
            shapes.append(path([place(*point) for point in own[key].means], colour, dash=dash))
            shapes += [dot(*place(*point), colour, square=key[1] == "batch") for point in own[key].means]
    title = f"{metric.title} as planted biology and batch effects become stronger"
    return Markup(drawing(_LEFT + _WIDE + 10, _TOP + _HIGH + 20, title, shapes))  # noqa: S704 - ours alone
