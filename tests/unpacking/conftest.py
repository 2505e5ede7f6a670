"""What the tests of unpacking share."""

import pytest

from stages.unpacking import unpack


@pytest.fixture
def unpacked(tmp_path):
    """Return a function that unpacks a file and returns the raw file."""

    def unpacked(how, packed):
        raw = tmp_path / "raw" / "tiny.h5ad"
        unpack(how, packed, raw, "catalog.yaml: tiny.source")
        return raw

    return unpacked
