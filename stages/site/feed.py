"""The changes as an Atom feed: one entry per release, from the changelog."""

import re
import uuid
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET

import markdown

_ATOM = "http://www.w3.org/2005/Atom"
_SECTION = re.compile(r"^## (\S+)(?: \(([^)]+)\))?[ \t]*\n(.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)
# A release has a day; what is not released yet has the day of its last change that a reader has to know.
_DAY = re.compile(r"(?:unreleased, )?(\d{4}-\d{2}-\d{2})")
_SPACE = uuid.uuid5(uuid.NAMESPACE_URL, "frozen-cells")  # wherever the site lies, an entry keeps its id
_NEVER = "1970-01-01T00:00:00Z"


@dataclass(frozen=True, slots=True)
class Release:
    """A section of the changelog."""

    version: str
    updated: str  # RFC 3339
    text: str  # Markdown


def feed(changelog: Path) -> bytes:
    """Return the feed as XML: the same changelog, the same bytes, whatever was run again.

    Parameters
    ----------
    changelog
        Its sections are `## 0.2.0 (2026-12-01)`, or `(unreleased, 2026-12-01)`. One without a day is left
        out. The day is when an entry was updated: no date of a run is, since a run that gives the same
        numbers is no news to a reader.
    """
    releases = _releases(changelog.read_text(encoding="utf-8"))
    ET.register_namespace("", _ATOM)
    root = ET.Element(f"{{{_ATOM}}}feed")
    _add(root, "id", _SPACE.urn)
    _add(root, "title", "Frozen Cells: changes")
    _add(root, "updated", max((release.updated for release in releases), default=_NEVER))
    _add(root, "link", rel="alternate", href="changes.html", type="text/html")
    _add(_add(root, "author"), "name", "The Frozen Cells developers")
    for release in releases:
        entry = _add(root, "entry")
        _add(entry, "id", uuid.uuid5(_SPACE, release.version).urn)
        _add(entry, "title", f"Frozen Cells {release.version}")
        _add(entry, "updated", release.updated)
        _add(entry, "link", rel="alternate", href="changes.html", type="text/html")
        _add(entry, "content", markdown.markdown(release.text), type="html")
    ET.indent(root)
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True)) + b"\n"


def _releases(text: str) -> list[Release]:
    days = ((version, _DAY.fullmatch(when), content) for version, when, content in _SECTION.findall(text))
    return [Release(version, f"{day[1]}T00:00:00Z", content.strip()) for version, day, content in days if day]


def _add(parent: ET.Element, name: str, text: str | None = None, **attributes: str) -> ET.Element:
    element = ET.SubElement(parent, f"{{{_ATOM}}}{name}", attributes)
    element.text = text
    return element
