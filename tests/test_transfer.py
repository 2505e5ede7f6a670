"""One answer of a server; tests/test_download.py shows what becomes of several."""

from collections import namedtuple

import pytest

from stages.errors import BenchmarkError
from stages.transfer import forget, keep, length, require_space


def test_room_is_asked_for(tmp_path, monkeypatch):
    """Exactly enough is enough."""
    usage = namedtuple("usage", ["free"])  # noqa: PYI024 - as shutil's
    monkeypatch.setattr("shutil.disk_usage", lambda _: usage(1000))
    require_space(1000, tmp_path, "catalog.yaml: tiny.source")
    with pytest.raises(BenchmarkError, match=r"1,001 bytes are to come; the disk of .* has 1,000 left"):
        require_space(1001, tmp_path, "catalog.yaml: tiny.source")


def test_a_download_gets_its_name_and_leaves_nothing_else(tmp_path):
    """What was noted about the server's version goes with the part."""
    part = tmp_path / "a.part"
    part.write_bytes(b"abc")
    (tmp_path / "a.part.version").write_text('"1"')
    assert (length(part), length(tmp_path / "absent")) == (3, 0)
    keep(part, tmp_path / "a")
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def test_what_is_forgotten_is_gone(tmp_path):
    """Also where there was nothing."""
    part = tmp_path / "a.part"
    part.write_bytes(b"abc")
    (tmp_path / "a.part.version").write_text('"1"')
    forget(part)
    forget(part)
    assert list(tmp_path.iterdir()) == []
