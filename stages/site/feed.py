"""The changes as an Atom feed: one entry per release, from the changelog."""

import re
import uuid
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET

import markdown

_ATOM = "http://www.w3.org/2005/Atom"
_SECTION = re.compile(r"^## (\S+)(?: \(([^)]+)\))?[ \t]*\n(.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_SPACE = uuid.uuid5(uuid.NAMESPACE_URL, "frozen-cells")  # wherever the site lies, an entry keeps its id
_NEVER = "1970-01-01T00:00:00Z"


@dataclass(frozen=True, slots=True)
class Release:
    """A section of the changelog."""

    version: str
    updated: str  # RFC 3339
    text: str  # Markdown


def feed(changelog: Path, newest_run: str | None) -> bytes:
    """Return the feed as XML: the same changelog and runs, the same bytes.

    Parameters
    ----------
    changelog
        Its sections are `## 0.2.0 (2026-12-01)`, or `(unreleased)`. A section without a day is left out.
    newest_run
        When the last run was made, RFC 3339: what is not released has changed then.
    """
    releases = _releases(changelog.read_text(encoding="utf-8"), newest_run)
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


def _releases(text: str, newest_run: str | None) -> list[Release]:
    found = []
    for version, when, content in _SECTION.findall(text):
        updated = (
            f"{when}T00:00:00Z" if _DAY.fullmatch(when) else newest_run if when == "unreleased" else None
        )
        if updated:
            found.append(Release(version, updated, content.strip()))
    return found


def _add(parent: ET.Element, name: str, text: str | None = None, **attributes: str) -> ET.Element:
    element = ET.SubElement(parent, f"{{{_ATOM}}}{name}", attributes)
    element.text = text
    return element
