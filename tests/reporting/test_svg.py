"""Shapes are well-formed, harmless, and read by machines that see no picture."""

from xml.etree import ElementTree as ET

from stages.reporting.svg import PALETTES, dot, drawing, line, path, text


def test_a_drawing_is_xml_with_a_title():
    """Whatever words are in it."""
    shapes = [
        text(1, 2, "a < b & c", "#000000"),
        line(0, 0, 1, 1, "#000000"),
        path([(0, 0), (1, 2)], "#000000"),
    ]
    root = ET.fromstring(drawing(10, 20, "<title> & more", shapes))  # noqa: S314 - our own text
    names = [element.tag.rpartition("}")[2] for element in root]
    assert names == ["title", "text", "line", "polyline"]
    assert root[0].text == "<title> & more"
    assert root[1].text == "a < b & c"
    assert root.get("role") == "img"


def test_markers_differ_by_more_than_colour():
    """Round and square, filled and hollow."""
    shapes = {dot(1, 1, "#000000", hollow=hollow, square=square) for hollow in (0, 1) for square in (0, 1)}
    assert len(shapes) == 4


def test_nothing_in_a_shape_needs_a_style():
    """Colours are attributes: a content security policy without inline styles shows them."""
    shapes = [
        dot(1, 1, "#000000"),
        path([(0, 0)], "#000000", dash="1 2"),
        line(0, 0, 1, 1, "#000000", dash="1"),
    ]
    assert not any(word in shape for shape in shapes for word in ("style", "class", "script"))


def test_both_themes_have_their_colours():
    """And do not share them."""
    light, dark = PALETTES["light"], PALETTES["dark"]
    assert light.ink != dark.ink
    assert light.first != dark.first
