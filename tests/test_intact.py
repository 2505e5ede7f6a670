"""Damaged, swapped, missing and linked data are named before anything opens them."""

import hashlib
import shutil
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
import yaml

from stages.files import write_h5ad, write_json, write_parquet
from stages.manifest import manifest
from stages.verify import verify

# Two messages of 128 bytes with one MD5 (Wang and Yu 2004).
TWINS = tuple(
    bytes.fromhex(
        f"d131dd02c5e6eec4693d9a0698aff95c2fcab5{a}712467eab4004583eb8fb7f8955ad340609f4b30283e4888325{b}1415a"
        f"085125e8f7cdc99fd91dbd{c}280373c5bd8823e3156348f5bae6dacd436c919c6dd53e2{d}487da03fd02396306d248cda0"
        f"e99f33420f577ee8ce54b67080{e}0d1ec69821bcb6a8839396f965{f}b6ff72a70"
    )
    for a, b, c, d, e, f in (("8", "7", "f", "b", "a8", "2"), ("0", "f", "7", "3", "28", "a"))
)
FILES = {
    "data/prepared/tiny/cells.h5ad": "h5ad",
    "data/embeddings/pca/tiny.parquet": "parquet",
    "data/embeddings/pca/tiny.npy": "npy",
    "data/embeddings/pca/tiny.json": "json",
    "data/raw/twin.bin": "twin",
}
LOCK, MANIFEST = Path("dvc.lock"), Path("data/manifest.json")
EMBEDDING = Path("data/embeddings/pca/tiny.parquet")
N_FLIPS = 200


def write(path, kind, cells):
    """Write a small file of a format, as the stages do."""
    path.parent.mkdir(parents=True, exist_ok=True)
    vectors = np.random.default_rng(0).normal(size=(40, 4)).astype(np.float32)
    if kind == "h5ad":
        write_h5ad(cells, path)
    elif kind == "parquet":
        write_parquet(pa.table({"embedding": vectors[:, 0]}), path)
    elif kind == "npy":
        np.save(path, vectors)
    elif kind == "json":
        write_json({"nmi": 0.5}, path)
    else:
        path.write_bytes(TWINS[0])


@pytest.fixture(scope="module")
def original(tmp_path_factory, cells):
    """Return a folder with data of every format, their lock and their manifest."""
    root = tmp_path_factory.mktemp("original")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(root)
        for name, kind in FILES.items():
            write(Path(name), kind, cells)
        outs = [
            {"path": name, "md5": hashlib.md5(Path(name).read_bytes()).hexdigest(), "size": 1}  # noqa: S324
            for name in FILES
        ]
        LOCK.write_text(yaml.safe_dump({"stages": {"embed@tiny": {"outs": outs}}}))
        manifest(locks=[LOCK], manifest=MANIFEST)
    return root


@pytest.fixture(autouse=True)
def data(original, tmp_path, monkeypatch):
    """Go to a copy of the data."""
    shutil.copytree(original, tmp_path / "copy")
    monkeypatch.chdir(tmp_path / "copy")


def told(capsys, *, complete=True):
    """Return what is printed about damage."""
    with pytest.raises(SystemExit) as end:
        verify(locks=[LOCK], manifest=MANIFEST, complete=complete)
    assert end.value.code == 1
    return capsys.readouterr().err


def test_whole_data_pass_in_silence(capsys):
    """Nothing is said of what is as recorded."""
    verify(locks=[LOCK], manifest=MANIFEST, complete=True)
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize("name", [name for name, kind in FILES.items() if kind != "twin"])
def test_any_flipped_bit_is_found(name, fault):
    """200 of 200, in every format, by hashing alone: an open of a damaged h5ad can end the process."""
    rng, content = np.random.default_rng(0), Path(name).read_bytes()
    for position, bit in zip(
        rng.integers(len(content), size=N_FLIPS), rng.integers(8, size=N_FLIPS), strict=True
    ):
        damaged = bytearray(content)
        damaged[position] ^= 1 << bit
        Path(name).write_bytes(damaged)
        with pytest.raises(SystemExit):
            verify(locks=[LOCK], manifest=MANIFEST)
    fault("a flipped bit in a file of data", "found before the file is opened", N_FLIPS)


def test_a_damaged_file_is_named_with_both_hashes_and_the_way_back(capsys):
    """The copy in DVC's cache goes too, as it may be where the damage came from."""
    content = EMBEDDING.read_bytes()
    EMBEDDING.write_bytes(content[:-1] + b"x")
    md5 = hashlib.md5(content).hexdigest()  # noqa: S324 - DVC's address
    assert told(capsys) == (
        f"error: the file has SHA-256 {hashlib.sha256(EMBEDDING.read_bytes()).hexdigest()}; "
        f"the manifest says {hashlib.sha256(content).hexdigest()}\n"
        f"  in   {EMBEDDING}\n"
        f"  fix  rm -f {EMBEDDING} .dvc/cache/files/md5/{md5[:2]}/{md5[2:]} && dvc pull {EMBEDDING}  "
        "(or dvc repro --force --single-item dvc.yaml:embed@tiny)\n"
    )


def test_a_truncated_file_is_named_by_its_size(capsys):
    """The size is compared before a long file is hashed."""
    size = EMBEDDING.stat().st_size
    EMBEDDING.write_bytes(EMBEDDING.read_bytes()[:100])
    assert f"error: the file has 100 bytes; the manifest says {size:,}\n" in told(capsys)


def test_a_file_in_the_place_of_another_is_named(capsys):
    """A swapped object."""
    shutil.copy("data/raw/twin.bin", EMBEDDING)
    assert f"  in   {EMBEDDING}\n" in told(capsys)


def test_a_file_of_equal_md5_is_named(capsys, fault):
    """DVC takes the twin for the file: its address is the same."""
    assert hashlib.md5(TWINS[0]).digest() == hashlib.md5(TWINS[1]).digest()  # noqa: S324 - the attack
    Path("data/raw/twin.bin").write_bytes(TWINS[1])
    assert "  in   data/raw/twin.bin\n" in told(capsys)
    fault("another file of the same MD5", "`make verify` names it", 1)


def test_a_missing_file_is_listed_or_named(capsys):
    """A clone without data is no damage; where all data should be there, it is."""
    EMBEDDING.unlink()
    verify(locks=[LOCK], manifest=MANIFEST)
    assert capsys.readouterr().out == f"not here: 1 files of data, such as {EMBEDDING}\n"
    expected = f"error: the file is not here\n  in   {EMBEDDING}\n  fix  dvc pull {EMBEDDING}\n"
    assert told(capsys) == expected


@pytest.mark.parametrize("linked", [EMBEDDING, EMBEDDING.parent])
def test_a_link_is_refused_unopened(capsys, linked):
    """Whoever places it decides what is read."""
    linked.rename("elsewhere")
    linked.symlink_to(Path("elsewhere").absolute())
    assert f"error: {linked} is a link; expected a file of this repository's own\n" in told(capsys)


def test_a_folder_in_the_place_of_a_file_is_named(capsys):
    """It has no bytes to compare."""
    EMBEDDING.unlink()
    EMBEDDING.mkdir()
    assert "error: it is no plain file\n" in told(capsys)


def test_an_edited_lock_contradicts_the_manifest(capsys, fault):
    """Whoever changes an MD5 in a lock would have to change the manifest too, in sight of git."""
    md5 = hashlib.md5(EMBEDDING.read_bytes()).hexdigest()  # noqa: S324 - DVC's address
    LOCK.write_text(LOCK.read_text().replace(md5, "1" * 32))
    printed = told(capsys)
    assert f"the lock says MD5 {'1' * 32} of {EMBEDDING}; the manifest says MD5 {md5}\n" in printed
    assert "  in   dvc.lock: embed@tiny and data/manifest.json\n" in printed
    fault("a lock that was edited by hand", "`make verify` names it", 1)


def test_a_file_that_was_never_recorded_is_named(capsys):
    """Nothing vouches for it."""
    MANIFEST.write_text('{"schema_version": 1, "files": {}}')
    assert told(capsys).count("; the manifest says nothing\n") == len(FILES)
