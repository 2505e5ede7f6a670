"""The manifest follows from locks and data, and needs the data only once."""

import hashlib
from pathlib import Path

import pytest
import yaml

from stages.errors import BenchmarkError
from stages.files import read_json
from stages.manifest import embedding_files, manifest, recorded

PATHS = ["data/embeddings/pca/planted.parquet", "data/prepared/planted/cells.h5ad"]
MANIFEST = Path("data/manifest.json")


def write_lock(**contents):
    """Write a lock that knows files by what they should hold."""
    outs = [
        {"path": path, "md5": hashlib.md5(content).hexdigest(), "size": len(content)}  # noqa: S324 - DVC's address
        for path, content in contents.items()
    ]
    entry = {"outs": [*outs, {"path": "leaderboard/scores/pca/planted.json", "md5": "1" * 32, "size": 1}]}
    Path("dvc.lock").write_text(yaml.safe_dump({"stages": {"embed@planted": entry}}))


@pytest.fixture(autouse=True)
def repository(tmp_path, monkeypatch):
    """Go where two files and their lock are."""
    monkeypatch.chdir(tmp_path)
    for path in PATHS:
        Path(path).parent.mkdir(parents=True)
        Path(path).write_text(path)
    write_lock(**{path: path.encode() for path in PATHS})


def made():
    """Return path -> entry after a run."""
    manifest(locks=[Path("dvc.lock")], manifest=MANIFEST)
    return recorded(MANIFEST)


def test_every_data_file_is_recorded_and_no_result():
    """Results are in git, which has hashes of its own."""
    found = made()
    assert sorted(found) == PATHS
    for path, entry in found.items():
        assert entry["sha256"] == hashlib.sha256(path.encode()).hexdigest()
        assert entry["size"] == len(path)
    assert read_json(MANIFEST)["schema_version"] == 1
    first = MANIFEST.read_bytes()
    made()
    assert MANIFEST.read_bytes() == first


def test_absent_data_keep_their_entries(capsys):
    """Whoever holds one embedding can bring the manifest up to date."""
    before = made()
    Path(PATHS[0]).unlink()
    assert made() == before
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("state", ["absent", "other"])
def test_what_the_lock_does_not_know_is_listed_and_not_recorded(capsys, state):
    """An entry of other bytes than the lock's would vouch for the wrong file."""
    made()
    write_lock(**{PATHS[0]: b"new", PATHS[1]: PATHS[1].encode()})
    if state == "absent":
        Path(PATHS[0]).unlink()
    assert sorted(made()) == PATHS[1:]
    expected = f"not recorded, as it is not here or not what its lock says: {PATHS[0]}\n"
    assert capsys.readouterr().out == expected


def test_embeddings_are_found_by_submission_and_dataset():
    """The published tables show the hash that a downloader can check."""
    made()
    sha256 = hashlib.sha256(PATHS[0].encode()).hexdigest()
    assert embedding_files(MANIFEST) == {("pca", "planted"): sha256}


def test_without_a_manifest_nothing_is_known():
    """The tables can be made before there is one."""
    assert embedding_files(MANIFEST) == {}


def test_a_manifest_of_a_later_version_is_refused():
    """What it says of files is not known here."""
    MANIFEST.write_text('{"schema_version": 2, "files": {}}')
    with pytest.raises(BenchmarkError, match=r"schema_version is 2; this version .* reads up to 1"):
        recorded(MANIFEST)
