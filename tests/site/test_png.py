"""Points as a picture that any program opens."""

import io
import re
from pathlib import Path

import numpy as np
from PIL import Image

from stages.site.png import COLOURS, points_png

CSS = Path(__file__).parent.parent.parent / "docs/assets/pictures.css"


def picture(*points):
    """Return the decoded picture of (x, y, colour) as red, green, blue and opacity."""
    x, y, colour = (np.array(values) for values in zip(*points, strict=True))
    return np.asarray(Image.open(io.BytesIO(points_png(x, y, colour))).convert("RGBA"))


def test_a_point_is_where_it_belongs_in_its_colour():
    """The lower left is (0, 0), and the ground is clear."""
    found = picture((0, 0, 0), (1000, 1000, 1))
    assert tuple(found[-6, 5]) == (*bytes.fromhex(COLOURS[0][1:]), 255)
    assert tuple(found[5, -6]) == (*bytes.fromhex(COLOURS[1][1:]), 255)
    assert found[5, 5, 3] == 0


def test_later_points_lie_on_top():
    """Rows come shuffled, so that no group covers another."""
    found = picture((500, 500, 0), (500, 500, 1))
    assert {tuple(pixel[:3]) for pixel in found[found[..., 3] > 0]} == {tuple(bytes.fromhex(COLOURS[1][1:]))}


def test_legend_and_picture_have_the_same_colours():
    """The style sheet lists them in the same order."""
    rule = re.compile(r"^\.fc-c(\d+) \{ background-color: (#[0-9a-f]{6}); \}$", re.MULTILINE)
    found = rule.findall(CSS.read_text())
    assert found == [(str(place), colour) for place, colour in enumerate(COLOURS)]
