"""The few shapes that a figure is made of, in the colours of the light and of the dark theme.

An SVG that a page shows as an image cannot see the page's colours, so each figure is drawn twice. It
holds no style at all: colours are attributes, which every content security policy allows.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours of one theme, by what they are used for."""

    ink: str
    soft: str
    line: str
    first: str  # what concerns biology
    second: str  # what concerns batches
    third: str


PALETTES = {
    "light": Palette("#16202b", "#4d5b69", "#d9e0e7", "#0072b2", "#c25500", "#7a5195"),
    "dark": Palette("#e9eef3", "#a3b0bd", "#2c3641", "#4aa8e0", "#f08c3c", "#c39be0"),
}
_FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Liberation Sans', Arial, sans-serif"


def drawing(width: float, height: float, title: str, shapes: Iterable[str]) -> str:
    """Return a whole SVG file; `title` is what is read aloud."""
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" width="{width:g}" '
        f'height="{height:g}" role="img" font-family="{_FONT}" font-size="11">'
    )
    return "\n".join([head, f"<title>{escape(title)}</title>", *shapes, "</svg>"]) + "\n"


def text(x: float, y: float, words: str, colour: str, *, anchor: str = "start", bold: bool = False) -> str:
    """Return words; (x, y) is the start, middle or end of their base line."""
    weight = ' font-weight="600"' if bold else ""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" fill="{colour}" text-anchor="{anchor}"{weight}>{escape(words)}</text>'
    )


def line(x1: float, y1: float, x2: float, y2: float, colour: str, *, width: float = 1, dash: str = "") -> str:
    """Return a straight line; `dash` as in stroke-dasharray."""
    dashes = f' stroke-dasharray="{dash}"' if dash else ""
    return (
        f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{colour}" '
        f'stroke-width="{width:g}"{dashes}/>'
    )


def path(points: Iterable[tuple[float, float]], colour: str, *, dash: str = "") -> str:
    """Return a line through points."""
    dashes = f' stroke-dasharray="{dash}"' if dash else ""
    places = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    return f'<polyline points="{places}" fill="none" stroke="{colour}" stroke-width="1.8"{dashes}/>'


def dot(
    x: float, y: float, colour: str, *, radius: float = 2, hollow: bool = False, square: bool = False
) -> str:
    """Return a marker, round or square, filled or as an outline."""
    paint = f'fill="none" stroke="{colour}" stroke-width="1.4"' if hollow else f'fill="{colour}"'
    if square:
        half = 0.9 * radius
        place = f'x="{x - half:.1f}" y="{y - half:.1f}" width="{2 * half:g}" height="{2 * half:g}"'
        return f"<rect {place} {paint}/>"
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:g}" {paint}/>'
