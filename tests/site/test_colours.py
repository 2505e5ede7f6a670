"""Colours of the style sheets: text can be read on every one of them, in both themes."""

import re
from pathlib import Path

import pytest

ASSETS = Path(__file__).parent.parent.parent / "docs/assets"
BLOCK = re.compile(r'\[data-md-color-scheme="(\w+)"\] \{(.*?)\}', re.DOTALL)
HEX = re.compile(r"--([\w-]+): (#[0-9a-f]{6});")
READABLE = 4.5  # WCAG 2.2, AA


def schemes():
    """Return theme -> name -> colour."""
    found = {}
    for sheet in ("theme.css", "board.css"):
        for name, body in BLOCK.findall((ASSETS / sheet).read_text()):
            found.setdefault(name, {}).update(HEX.findall(body))
    return found


def luminance(colour):
    """Return the relative luminance of #rrggbb."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    """Return the contrast of two colours, 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", ["default", "slate"])
def test_numbers_can_be_read_on_every_level_of_colour(theme):
    """Ten levels of blue and ten of orange, all with the text's own colour."""
    colours = schemes()[theme]
    levels = [name for name in colours if re.fullmatch(r"[bo]\d", name)]
    assert len(levels) == 20
    for level in levels:
        assert contrast(colours[level], colours["fc-ink"]) >= READABLE, level


@pytest.mark.parametrize("theme", ["default", "slate"])
@pytest.mark.parametrize(
    ("text", "back"),
    [
        ("fc-ink", "fc-surface"),
        ("fc-ink", "fc-raised"),
        ("fc-ink", "fc-warn-back"),
        ("fc-soft", "fc-surface"),
        ("fc-soft", "fc-raised"),
        ("fc-link", "fc-surface"),
        ("fc-link", "fc-raised"),
        ("fc-warn", "fc-surface"),
        ("fc-warn", "fc-raised"),
    ],
)
def test_text_can_be_read_on_what_is_behind_it(theme, text, back):
    """Small print and links as well as text."""
    colours = schemes()[theme]
    assert contrast(colours[text], colours[back]) >= READABLE


@pytest.mark.parametrize("theme", ["default", "slate"])
def test_a_stronger_value_is_a_stronger_colour(theme):
    """Each level is further from the page than the one below."""
    colours = schemes()[theme]
    for hue in "bo":
        distances = [contrast(colours[f"{hue}{level}"], colours["fc-surface"]) for level in range(10)]
        assert distances == sorted(distances)


def test_no_style_sheet_loads_anything():
    """No font, picture or sheet comes from anywhere."""
    for sheet in ASSETS.glob("*.css"):
        assert not re.search(r"url\(|@import|https?:", sheet.read_text())
