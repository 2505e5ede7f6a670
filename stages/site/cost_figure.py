"""Quality against cost as a picture: every submission a point, and the front that nobody beats in both."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from stages.site import figures

LEFT, RIGHT, TOP, BOTTOM = 52.0, 706.0, 12.0, 286.0
_STEPS = (1, 2, 5, 10)
_FEW = (
    20  # up to so many points each has a number; of more only those of the front, or nobody could read them
)


@dataclass(frozen=True, slots=True)
class Point:
    """A submission, what its run took and what it scored."""

    submission: str
    name: str
    track: str
    seconds: float
    overall: float

    @property
    def sentence(self) -> str:
        """Both numbers in words."""
        return f"{self.name}: {figures.decimal(self.overall)} in {figures.duration(self.seconds)} s"


@dataclass(frozen=True, slots=True)
class Dot:
    """A point in the picture."""

    point: Point
    x: str
    y: str
    number: int  # its place in the list below the picture, from 1; 0: it is not listed
    best: bool  # whether it is on the front


@dataclass(frozen=True, slots=True)
class CostFigure:
    """The picture in units of its own (720 x 310).

    Attributes
    ----------
    dots
        In the order of the points.
    front
        Points of the line along the front.
    x_ticks, y_ticks
        (position, label).
    """

    dots: tuple[Dot, ...]
    front: str
    x_ticks: tuple[tuple[str, str], ...]
    y_ticks: tuple[tuple[str, str], ...]

    @property
    def listed(self) -> list[Dot]:
        """The dots with a number, by it: those of the front first, each part from the cheapest."""
        return sorted((dot for dot in self.dots if dot.number), key=lambda dot: dot.number)


def cost_figure(points: Sequence[Point]) -> CostFigure | None:
    """Return the picture, or None without points; time is on a logarithmic scale."""
    if not points:
        return None
    seconds, scores = [point.seconds for point in points], [point.overall for point in points]
    pad = max(0.02, (max(scores) - min(scores)) * 0.1)
    across = _scale(math.log10(min(seconds) / 1.3), math.log10(max(seconds) * 1.3), LEFT, RIGHT)
    up = _scale(min(scores) - pad, max(scores) + pad, BOTTOM, TOP)
    best, numbers = front(points), _numbers(points)

    def dot(point: Point) -> Dot:
        x, y = across(math.log10(point.seconds)), up(point.overall)
        return Dot(point, x, y, numbers.get(point.submission, 0), point in best)

    return CostFigure(
        dots=tuple(dot(point) for point in points),
        front=" ".join(f"{one.x},{one.y}" for one in map(dot, best)),
        x_ticks=tuple(
            (across(math.log10(tick)), f"{tick:g} s")
            for tick in _seconds(min(seconds) / 1.3, max(seconds) * 1.3)
        ),
        y_ticks=tuple((up(tick), label) for tick, label in _scores(min(scores) - pad, max(scores) + pad)),
    )


def _numbers(points: Sequence[Point]) -> dict[str, int]:
    """Return submission -> its place in the list: those of the front first, of few points the others too."""
    best = front(points)
    others = [point for point in _cheapest(points) if point not in best and len(points) <= _FEW]
    return {point.submission: place for place, point in enumerate([*best, *others], 1)}


def front(points: Sequence[Point]) -> list[Point]:
    """Return the points that no other beats in both, the cheapest first."""
    found: list[Point] = []
    for point in _cheapest(points):
        if not found or point.overall > found[-1].overall:
            found.append(point)
    return found


def _cheapest(points: Sequence[Point]) -> list[Point]:
    return sorted(points, key=lambda point: (point.seconds, -point.overall, point.submission))


def _scale(low: float, high: float, start: float, end: float) -> Callable[[float], str]:
    return lambda value: f"{start + (value - low) / (high - low) * (end - start):.1f}"


def _seconds(low: float, high: float) -> list[float]:
    powers = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    ticks = [
        step / 10**-power if power < 0 else float(step * 10**power) for power in powers for step in _STEPS[:3]
    ]
    return [tick for tick in ticks if low <= tick <= high]


def _scores(low: float, high: float) -> list[tuple[float, str]]:
    rough = (high - low) / 5
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(factor * power for factor in _STEPS if factor * power >= rough)
    digits = max(0, -math.floor(math.log10(step) + 1e-9))
    places = range(math.ceil(low / step), math.floor(high / step) + 1)
    return [(place * step, figures.decimal(place * step, digits)) for place in places]
