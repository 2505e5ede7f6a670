"""Whoever downloads a dataset first writes down what came; everybody after is held to it."""

import pytest
from file_server import CONTENT, SHA256, serving

from stages.catalog import read_dataset
from stages.downloads import folder_of
from stages.errors import BenchmarkError
from stages.fetch import fetch
from stages.pin_download import pin_download

CATALOG = """# A comment that stays.
tiny:
  title: Tiny
  version: 1
  kind: real
  organism: Homo sapiens
  tissue: blood
  summary: Three cells.
  source:
    {source}
  license: MIT  # so does this
  citation: Nobody.
"""


@pytest.fixture
def server():
    """Run a file server on this machine."""
    with serving() as running:
        yield running


@pytest.fixture
def pinned(tmp_path):
    """Return a function that pins a dataset with the given source and returns the catalog."""

    def pinned(source):
        catalog = tmp_path / "catalog.yaml"
        catalog.write_text(CATALOG.format(source=source))
        pin_download(dataset="tiny", catalog=catalog, raw=tmp_path / "tiny.h5ad")
        return catalog

    return pinned


def test_two_lines_are_added(server, pinned):
    """Nothing else in the file changes."""
    catalog = pinned(f"url: {server.url}\n    unpack: gzip")
    added = f"url: {server.url}\n    sha256: {SHA256}\n    size: {len(CONTENT)}\n    unpack: gzip"
    assert catalog.read_text() == CATALOG.format(source=added)


def test_fetch_goes_on_without_a_download(server, pinned, tmp_path):
    """What was downloaded to be pinned is the dataset."""
    catalog = pinned(f"url: {server.url}")
    fetch(dataset="tiny", catalog=catalog, seed=1, raw=tmp_path / "tiny.h5ad")
    assert (tmp_path / "tiny.h5ad").read_bytes() == CONTENT
    assert len(server.ranges) == 1


def test_every_part_is_pinned(server, pinned):
    """A part that has its checksum keeps it."""
    server.files = {"/a": CONTENT, "/b": b"other"}
    parts = f"parts:\n    - name: a\n      url: {server.top}/a\n    - url: {server.top}/b\n      name: b"
    source = read_dataset(pinned(parts), "tiny").source
    assert [(part.sha256 == SHA256, part.size) for part in source.parts] == [(True, len(CONTENT)), (False, 5)]


def test_what_is_pinned_stays(server, pinned, capsys):
    """A second call finds nothing to do."""
    source = f"url: {server.url}\n    sha256: {SHA256}"
    assert pinned(source).read_text() == CATALOG.format(source=source)
    assert capsys.readouterr().out == ""


def test_a_source_without_address_is_refused(pinned):
    """A file on this machine can be pinned by hand."""
    with pytest.raises(BenchmarkError, match="nothing of this dataset is downloaded"):
        pinned("path: data/tiny.h5ad")


def test_a_url_that_shares_its_line_is_left_to_a_person(server, tmp_path):
    """The checksum is in the message."""
    catalog = tmp_path / "catalog.yaml"
    catalog.write_text(CATALOG.replace("  source:\n    {source}", f"  source: {{url: {server.url}}}"))
    with pytest.raises(BenchmarkError, match="there is no line `url: ") as error:
        pin_download(dataset="tiny", catalog=catalog, raw=tmp_path / "tiny.h5ad")
    assert f"add `sha256: {SHA256}` by hand" in error.value.fix
    assert folder_of(tmp_path / "tiny.h5ad").is_dir()
