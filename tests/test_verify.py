"""A number, a table or a lock that was edited by hand is named."""

import hashlib
import json
import shutil
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import yaml

from stages.verify import verify

SCORES = {
    "embedding_sha256": "a" * 64,
    "submission": "pca",
    "views": {"native": {"ari": {"value": 0.5, "status": "ok", "draws": [0.4, None]}}},
}
NAME = "pca/planted.json"


@pytest.fixture
def folders(tmp_path):
    """Return two equal folders, as published and as made again."""
    for folder in ("published", "again"):
        (tmp_path / folder / "pca").mkdir(parents=True)
        (tmp_path / folder / NAME).write_text(json.dumps(SCORES))
        table = pa.table({"submission": ["pca", "hvg"], "overall": [0.5, None], "rank": [1, None]})
        pq.write_table(table, tmp_path / folder / "ranking.parquet")
    return {"published": tmp_path / "published", "again": tmp_path / "again"}


def edited(folder, **changes):
    """Write other scores."""
    value = changes.pop("value", 0.5)
    views = {"native": {"ari": {"value": value, "status": "ok", "draws": [0.4, None]}}}
    (folder / NAME).write_text(json.dumps(SCORES | {"views": views} | changes))


def told(capsys, **arguments):
    """Return what is printed about files that were edited."""
    with pytest.raises(SystemExit) as end:
        verify(**arguments)
    assert end.value.code == 1
    return capsys.readouterr().err


def test_equal_folders_pass_in_silence(folders, capsys):
    """Rounding below a billionth is no edit."""
    edited(folders["published"], value=0.5 + 1e-12)
    verify(**folders)
    assert capsys.readouterr() == ("", "")


def test_an_edited_score_is_named_with_both_values(folders, capsys):
    """The place is the key in the file; the way out is the file that was made again."""
    edited(folders["published"], value=0.99)
    published, again = folders["published"], folders["again"]
    assert told(capsys, **folders) == (
        "error: 1 value differs; the first is 0.99, made again 0.5\n"
        f"  in   {published / NAME}: views.native.ari.value\n"
        f"  fix  cp {again / NAME} {published / NAME}\n"
    )


@pytest.mark.parametrize("change", [{"submission": "hvg"}, {"views": {}}, {"new": 1}, {"views": [1]}])
def test_any_other_edit_is_named_too(folders, capsys, change):
    """A key that is changed, gone or new."""
    edited(folders["published"], **change)
    assert f"in   {folders['published'] / NAME}: " in told(capsys, **folders)


def test_an_edited_table_is_named(folders, capsys):
    """Parquet is compared cell by cell, also where a cell is empty."""
    pq.write_table(
        pa.table({"submission": ["pca", "hvg"], "overall": [0.5, 0.9], "rank": [1, None]}),
        folders["published"] / "ranking.parquet",
    )
    printed = told(capsys, **folders)
    assert printed.startswith("error: 1 value differs; the first is 0.9, made again None\n")
    assert "ranking.parquet: [1].overall\n" in printed


def test_all_edits_are_told_at_once(folders, capsys):
    """One run names every file."""
    edited(folders["published"], value=0.99)
    (folders["published"] / "ranking.parquet").unlink()
    printed = told(capsys, **folders)
    assert printed.count("error: ") == 2
    assert "the file is not published, and comes out when it is made again" in printed


def test_what_nobody_made_again_is_listed(folders, capsys):
    """A heavy model's scores are not called verified where they were not."""
    (folders["again"] / NAME).unlink()
    verify(**folders)
    assert capsys.readouterr().out == f"not made again: {folders['published'] / NAME}\n"


CHECK = {"submission": "pca", "declared_context": "none", "status": "ok", "cost": {"wall_s": 2.5}}


def test_a_forged_rehearsal_is_named_and_its_figures_may_move(folders, capsys):
    """What it cost and how far a fit moves differ between machines; what it decides does not."""

    def put(folder, **changes):
        record = CHECK | {"figures": {"measured_context": "none", "half_shift": 0.25}} | changes
        (folders[folder] / "pca.json").write_text(json.dumps(record))

    put("published", cost={"wall_s": 99.0}, figures={"measured_context": "none", "half_shift": 0.5})
    put("again")
    verify(**folders)
    assert capsys.readouterr() == ("", "")
    for forged in ({"figures": {"measured_context": "gene_selection"}}, {"status": "refused"}):
        put("again", **forged)
        assert "1 value differs; the first is " in told(capsys, **folders)


def test_other_vectors_are_compared_loosely_and_listed(folders, capsys):
    """Another machine rounds otherwise; an edit beyond that is still found."""
    edited(folders["again"], value=0.52, embedding_sha256="b" * 64)
    verify(**folders)
    assert capsys.readouterr().out.startswith("other vectors, compared within 0.05: ")
    edited(folders["again"], value=0.6, embedding_sha256="b" * 64)
    assert "the first is 0.5, made again 0.6" in told(capsys, **folders)


@pytest.fixture
def lock(tmp_path, monkeypatch):
    """Return a lock that knows a score, a table and a file that is elsewhere."""
    monkeypatch.chdir(tmp_path)
    Path("leaderboard").mkdir()
    Path("leaderboard/scores.json").write_text("{}")
    outs = [
        {"path": "leaderboard/scores.json", "md5": hashlib.md5(b"{}").hexdigest()},  # noqa: S324 - DVC's address
        {"path": "leaderboard/absent.json", "md5": "0" * 32},
        {"path": "data/embeddings/pca/planted.parquet", "md5": "0" * 32},
    ]
    path = tmp_path / "dvc.lock"
    path.write_text(yaml.safe_dump({"schema": "2.0", "stages": {"score@planted": {"outs": outs}}}))
    return path


def test_a_lock_agrees_with_the_files_that_are_there(lock):
    """What is not in the working tree is not the lock's fault."""
    verify(locks=[lock])


@pytest.mark.parametrize("edit", ["file", "lock"])
def test_a_lock_and_a_file_that_contradict_are_both_named(lock, capsys, edit):
    """Whichever of the two was edited: the stage that made it is run again."""
    if edit == "file":
        Path("leaderboard/scores.json").write_text('{"a": 1}')
    else:
        lock.write_text(lock.read_text().replace(hashlib.md5(b"{}").hexdigest(), "1" * 32))  # noqa: S324 - as above
    printed = told(capsys, locks=[lock])
    assert printed.startswith("error: leaderboard/scores.json has MD5 ")
    assert f"  in   {lock}: score@planted\n" in printed
    assert f"  fix  dvc repro --force --single-item {lock.parent}/dvc.yaml:score@planted\n" in printed


@pytest.mark.slow
@pytest.mark.xdist_group("pipeline")
def test_a_consistent_forgery_is_found_by_making_it_again(clone, fault):
    """A score that was edited together with its lock fools DVC, and not the recomputation."""
    score, lock = clone.root / "leaderboard/scores/pca/pbmc68k.json", clone.root / "submissions/pca/dvc.lock"
    before = hashlib.md5(score.read_bytes()).hexdigest()  # noqa: S324 - DVC's address
    content = json.loads(score.read_text())
    content["views"]["native"]["ari_kmeans"] = 0.999
    score.write_text(json.dumps(content, indent=1, sort_keys=True) + "\n")
    lock.write_text(lock.read_text().replace(before, hashlib.md5(score.read_bytes()).hexdigest()))  # noqa: S324 - as above
    clone.run("dvc", "repro", "--single-item", "aggregate")
    assert "changed" not in clone.run("dvc", "status", "submissions/pca/dvc.yaml:score@pbmc68k").stdout
    clone.run("git", "add", "--all")
    author = ["-c", "user.name=tests", "-c", "user.email=tests@localhost"]
    clone.run("git", *author, "commit", "--quiet", "--message=A better score")
    shutil.rmtree(clone.root / ".dvc/cache", ignore_errors=True)
    done = clone.run(".ci/verify", check=False)
    assert done.returncode == 1
    assert "leaderboard/scores/pca/pbmc68k.json: views.native.ari_kmeans" in done.stderr
    fault("a score that was edited together with its lock", "`make verify` makes it again and names it", 1)
