"""The changes as an Atom feed."""

from xml.etree import ElementTree as ET

from stages.site.feed import feed

CHANGELOG = """# Changes

What moved.

## 0.3.0 (unreleased)

- A [page](https://example.org) & more.

## 0.2.0 (2026-11-02)

- Numbers that moved, and why: none.

## 0.1.0

- Without a day.
"""
ATOM = "{http://www.w3.org/2005/Atom}"


def read(tmp_path, newest):
    """Return the feed of the changelog, parsed."""
    path = tmp_path / "CHANGELOG.md"
    path.write_text(CHANGELOG)
    content = feed(path, newest)
    assert content == feed(path, newest)
    return ET.fromstring(content)  # noqa: S314 - our own


def test_the_feed_has_an_entry_for_each_release_with_a_day(tmp_path):
    """What is not released has changed when the last run was made; a section without a day is left out."""
    root = read(tmp_path, "2026-11-20T10:00:00+00:00")
    assert root.tag == f"{ATOM}feed"
    entries = root.findall(f"{ATOM}entry")
    assert [entry.findtext(f"{ATOM}title") for entry in entries] == [
        "Frozen Cells 0.3.0",
        "Frozen Cells 0.2.0",
    ]
    assert [entry.findtext(f"{ATOM}updated") for entry in entries] == [
        "2026-11-20T10:00:00+00:00",
        "2026-11-02T00:00:00Z",
    ]
    assert root.findtext(f"{ATOM}updated") == "2026-11-20T10:00:00+00:00"


def test_every_part_that_atom_requires_is_there(tmp_path):
    """Id, title and date of the feed and of each entry, an author, and content that is escaped HTML."""
    root = read(tmp_path, "2026-11-20T10:00:00+00:00")
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


def test_without_a_run_what_is_not_released_has_no_entry(tmp_path):
    """There is no day to give it; the feed stays valid."""
    assert len(read(tmp_path, None).findall(f"{ATOM}entry")) == 1
