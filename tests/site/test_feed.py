"""The changes as an Atom feed."""

import re
from pathlib import Path
from xml.etree import ElementTree as ET

from made_runs import record
from made_tables import made_tables

from stages.files import write_json
from stages.site.feed import feed

CHANGELOG = """# Changes

What moved.

## 0.3.0 (unreleased, 2026-11-20)

- A [page](https://example.org) & more.

## 0.2.0 (2026-11-02)

- Numbers that moved, and why: none.

## 0.1.0

- Without a day.
"""
ROOT = Path(__file__).parent.parent.parent
RUN = "runs/model_000/pbmc.json"
ATOM = "{http://www.w3.org/2005/Atom}"


def read(tmp_path, text=CHANGELOG):
    """Return the feed of a changelog, parsed."""
    path = tmp_path / "CHANGELOG.md"
    path.write_text(text)
    content = feed(path)
    assert content == feed(path)
    return ET.fromstring(content)  # noqa: S314 - our own


def entries(root):
    """Return title -> (id, day) of every entry."""
    return {
        entry.findtext(f"{ATOM}title"): (entry.findtext(f"{ATOM}id"), entry.findtext(f"{ATOM}updated"))
        for entry in root.findall(f"{ATOM}entry")
    }


def test_the_feed_has_an_entry_for_each_section_with_a_day(tmp_path):
    """What is not released has the day of its last change; a section without a day is left out."""
    root = read(tmp_path)
    assert root.tag == f"{ATOM}feed"
    assert {title: day for title, (_, day) in entries(root).items()} == {
        "Frozen Cells 0.3.0": "2026-11-20T00:00:00Z",
        "Frozen Cells 0.2.0": "2026-11-02T00:00:00Z",
    }
    assert root.findtext(f"{ATOM}updated") == "2026-11-20T00:00:00Z"


def test_every_part_that_atom_requires_is_there(tmp_path):
    """Id, title and date of the feed and of each entry, an author, and content that is escaped HTML."""
    root = read(tmp_path)
    for part in [root, *root.findall(f"{ATOM}entry")]:
        assert part.findtext(f"{ATOM}id").startswith("urn:uuid:")
        assert part.findtext(f"{ATOM}title")
        assert part.findtext(f"{ATOM}updated")
    ids = [part.text for part in root.iter(f"{ATOM}id")]
    assert len(set(ids)) == len(ids)
    assert root.findtext(f"{ATOM}author/{ATOM}name")
    content = root.find(f"{ATOM}entry/{ATOM}content")
    assert content.get("type") == "html"
    assert '<a href="https://example.org">page</a> &amp; more.' in content.text


def test_an_entry_keeps_its_id_from_the_first_day_to_the_release(tmp_path):
    """A reader sees one entry that was updated, not two; other entries stay as they are."""
    before = entries(read(tmp_path))
    after = entries(read(tmp_path, CHANGELOG.replace("(unreleased, 2026-11-20)", "(2026-12-01)")))
    (name, day), other = after.pop("Frozen Cells 0.3.0"), before.pop("Frozen Cells 0.3.0")
    assert (name, day) == (other[0], "2026-12-01T00:00:00Z")
    assert after == before


def test_a_section_without_a_day_has_no_entry(tmp_path):
    """There is no day to give it; the feed stays valid."""
    root = read(tmp_path, CHANGELOG.replace(", 2026-11-20", ""))
    assert list(entries(root)) == ["Frozen Cells 0.2.0"]
    assert root.findtext(f"{ATOM}updated") == "2026-11-02T00:00:00Z"


def test_runs_that_are_made_again_are_no_news(made, tmp_path):
    """Dates of runs move with every rerun; the feed of the same changelog does not."""
    found = []
    for day in (20, 21):
        write_json(record("pbmc", date=f"2026-11-{day}T10:00:00+00:00").as_json(), tmp_path / RUN)
        found.append(made(made_tables(1))["feed.xml"])
    assert found[0] == found[1]


def test_the_projects_own_changes_have_their_days():
    """Whoever changes the section on top sets its day: without one a reader is never told."""
    sections = re.findall(r"^## (.*)$", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)
    assert sections
    for section in sections:
        assert re.fullmatch(r"\S+ \((unreleased, )?\d{4}-\d{2}-\d{2}\)", section), section
