"""The figure of sensitivity: one small panel per metric, one line per factor."""

from collections.abc import Iterator, Mapping

from stages.metrics.metric import Metric
from stages.reporting.curves import Curve, Key
from stages.reporting.svg import Palette, dot, drawing, line, path, text

_COLUMNS = 3  # more would be too small on a phone
_WIDE, _HIGH = 172.0, 92.0  # of a panel's plot
_STEP_X, _STEP_Y = 204.0, 150.0  # from panel to panel
_LEFT, _TOP, _HEADING = 30.0, 70.0, 44.0
_GROUPS = {
    "biology": "Biology metrics: should rise with biology",
    "batch": "Batch metrics: should fall with batch effects",
}
_TICKS = (0.0, 0.5, 1.0)


def sensitivity_figure(curves: Mapping[Key, Curve], metrics: Mapping[str, Metric], palette: Palette) -> str:
    """Return the figure as SVG.

    Parameters
    ----------
    curves
        (metric, embedding, factor) -> curve.
    metrics
        Which ones to show, in their order.
    palette
        The theme's colours.
    """
    farthest = max(level for curve in curves.values() for level, _ in curve.points)
    shapes, top = list(_legend(palette)), _TOP
    for group, heading in _GROUPS.items():
        listed = [metric for metric in metrics.values() if metric.group == group]
        if not listed:
            continue
        shapes.append(text(0, top, heading, palette.ink, bold=True))
        for place, metric in enumerate(listed):
            row, column = divmod(place, _COLUMNS)
            corner = (_LEFT + column * _STEP_X, top + _HEADING + row * _STEP_Y)
            shapes += _panel(metric, curves, corner, farthest, palette)
        top += _HEADING + -(-len(listed) // _COLUMNS) * _STEP_Y
    title = "Every metric as planted biology and batch effects become stronger"
    return drawing(_LEFT + (_COLUMNS - 1) * _STEP_X + _WIDE + 8, top - _HEADING + 8, title, shapes)


def _legend(palette: Palette) -> Iterator[str]:
    for x, words, colour, dash, square in _entries(palette):
        yield path([(x, 10), (x + 26, 10)], colour, dash=dash)
        if not dash:
            yield dot(x + 13, 10, colour, square=square)
        yield text(x + 32, 14, words, palette.ink)
    yield text(
        0,
        36,
        "Across: strength of what was planted, 1 as in the dataset planted. Up: the metric. "
        "Dots: replicates.",
        palette.soft,
    )


def _entries(palette: Palette) -> list[tuple[float, str, str, str, bool]]:
    return [
        (0, "biology varies", palette.first, "", False),
        (140, "biology varies, no batch effects", palette.first, "4 3", False),
        (370, "batch effects vary", palette.second, "", True),
    ]


def _panel(
    metric: Metric,
    curves: Mapping[Key, Curve],
    corner: tuple[float, float],
    farthest: float,
    palette: Palette,
) -> Iterator[str]:
    left, top = corner

    def place(level: float, value: float) -> tuple[float, float]:
        return left + level / farthest * _WIDE, top + (1 - value) * _HIGH

    for number, part in enumerate(reversed(metric.title.replace(": ", ":\n").split("\n"))):
        yield text(left, top - 8 - 13 * number, part, palette.ink, bold=metric.ranked)
    for tick in _TICKS:
        yield line(*place(0, tick), *place(farthest, tick), palette.line)
        yield text(left - 5, place(0, tick)[1] + 4, f"{tick:g}", palette.soft, anchor="end")
    yield line(*place(1, 0), *place(1, 1), palette.line, dash="2 3")
    for level in range(int(farthest) + 1):
        yield text(place(level, 0)[0], top + _HIGH + 14, f"{level}", palette.soft, anchor="middle")
    if not any(name == metric.name for name, _, _ in curves):
        yield text(*place(farthest / 2, 0.55), "undefined on these cells", palette.soft, anchor="middle")
    for embedding, factor, colour, dash in (
        ("batch_free", "biology", palette.first, "4 3"),
        ("pca", "biology", palette.first, ""),
        ("pca", "batch", palette.second, ""),
    ):
        curve = curves.get((metric.name, embedding, factor))
        if curve is None:
            continue
        yield path([place(*point) for point in curve.means], colour, dash=dash)
        if not dash:
            yield from (
                dot(*place(*point), colour, radius=1.6, square=factor == "batch") for point in curve.points
            )
