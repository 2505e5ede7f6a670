"""The embed stage leaves an embedding and a record of its run, or the record of a failure alone."""

import json
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
from hostile_world import require_tier

from stages import __version__
from stages.embed import embed
from stages.embeddings import read_embedding
from stages.errors import BenchmarkError
from stages.files import read_json, sha256_of, write_h5ad
from stages.ranking.reading import read_record
from stages.records import RunRecord
from stages.sandbox import TooWeakError, strongest_tier

COUNTS = "def embed(adata, run):\n    return adata.X.toarray() + run.seed\n"


@pytest.fixture
def stage(tmp_path, cells):
    """Return a function that runs the stage, and the paths of what it writes."""
    write_h5ad(cells, tmp_path / "cells.h5ad")
    embedding, record = tmp_path / "embedding.parquet", tmp_path / "run.json"

    def run(submission, **changes):
        given = {
            "submission": submission,
            "dataset": "tiny",
            "cells": tmp_path / "cells.h5ad",
            "checkpoint": tmp_path / "weights",
            "seed": 5,
            "embedding": embedding,
            "run": record,
        }
        embed(**(given | changes))

    run.embedding, run.record, run.cells = embedding, record, tmp_path / "cells.h5ad"
    return run


def recorded(stage):
    """Return the record; what the program printed is no part of it."""
    content = read_json(stage.record)
    assert isinstance(content.pop("log"), list)
    return RunRecord.from_json(content)


def test_an_embedding_has_its_cells_and_its_origin(stage, new_submission, cells):
    """Vectors are in the order of the cells, and the metadata says what they are of."""
    stage(new_submission(COUNTS, version=4))
    found = read_embedding(stage.embedding)
    assert list(found.cell_ids) == list(cells.obs_names)
    assert np.array_equal(found.vectors, cells.X.toarray() + 5)
    assert {key: found.metadata[key] for key in found.metadata if key != "content_sha256"} == {
        "submission": "mymodel",
        "submission_version": "4",
        "dataset": "tiny",
        "dataset_version": "3",
        "benchmark_version": __version__,
        "seed": "5",
        "checkpoint_sha256": "{}",
    }


def test_a_record_has_what_the_run_cost_and_what_it_ran(stage, new_submission):
    """Cost, code and libraries are there, and the hash is that of the embedding."""
    folder = new_submission(COUNTS)
    stage(folder)
    record = recorded(stage)
    assert (record.status, record.reason) == ("ok", "")
    assert (record.n_cells, record.n_dims) == (40, 12)
    assert record.embedding_sha256 == read_embedding(stage.embedding).metadata["content_sha256"]
    assert record.code_sha256 == sha256_of(folder / "embed.py")
    assert record.wall_s > 0
    assert record.cpu_s > 0
    assert record.peak_rss_bytes > 2**20
    assert {"python", "anndata", "numpy"} <= set(record.versions)
    tier = strongest_tier(Path(sys.executable))
    assert (record.confinement, record.confinement_controls) == (tier.tier, tier.controls)
    assert record.cells_sha256 == sha256_of(stage.cells)
    assert (record.weights_sha256, record.gpu) == ({}, False)
    assert record.kernel
    assert len(record.environment_sha256) == 64
    assert record.git_commit is None  # the folder is in no repository


@pytest.mark.parametrize("ends", ["return adata.X.toarray()", "return 1 / 0"])
def test_what_a_program_printed_is_no_command(stage, new_submission, capsys, ends):
    """Wherever the stage runs, each line is marked as another's: a workflow obeys none, nor a terminal."""
    commands = "::set-output name=a::b\n  ::error::c\n##[add-mask]d\n\x1b[2J"
    code = f"def embed(adata, run):\n    print({commands!r}, end='')\n    {ends}\n"
    with suppress(BenchmarkError):
        stage(new_submission(code))
    shown = capsys.readouterr().err
    assert shown.startswith("| ::set-output name=a::b\n|   ::error::c\n| #\\x23[add-mask]d\n| \\x1b[2J")
    assert all(line.startswith("| ") for line in shown.splitlines())
    assert "##[" not in shown


def test_what_a_program_printed_is_shown_and_kept(stage, new_submission, capsys):
    """Its last ten lines stay in the record; readers of numbers leave them out."""
    code = (
        "def embed(adata, run):\n    print(*range(12), 'x' * 300, sep='\\n')\n    return adata.X.toarray()\n"
    )
    stage(new_submission(code))
    log = read_json(stage.record)["log"]
    assert log == [*map(str, range(3, 12)), "x" * 200]
    assert capsys.readouterr().err.splitlines()[:2] == ["| 0", "| 1"]
    path = stage.record.parent / "runs/mymodel/tiny.json"
    path.parent.mkdir(parents=True)
    stage.record.rename(path)
    assert read_record(path, RunRecord).status == "ok"


def test_the_same_run_gives_the_same_bytes(stage, new_submission):
    """The order in which cells are shown depends on seed, submission and dataset alone."""
    code = "def embed(adata, run):\n    return [[float(row), 2.0**row] for row in range(adata.n_obs)]\n"
    stage(new_submission(code))
    first, seed = stage.embedding.read_bytes(), read_json(stage.record)["permutation_seed"]
    stage(new_submission(code))
    assert stage.embedding.read_bytes() == first
    stage(new_submission(code), seed=6)
    assert read_json(stage.record)["permutation_seed"] != seed


def test_the_order_for_a_stranger_is_secret_until_it_is_recorded(stage, new_submission):
    """Each run draws 128 bits anew, and the vectors find their cells as ever."""
    seeds = []
    for _ in range(2):
        stage(new_submission(COUNTS), secret_order=True)
        seeds.append(read_json(stage.record)["permutation_seed"])
    assert seeds[0] != seeds[1]
    assert all(seed > 1 << 64 for seed in seeds)
    stage(new_submission(COUNTS))
    assert read_json(stage.record)["permutation_seed"] < 1 << 31


def test_a_machine_that_confines_too_little_runs_nothing(stage, new_submission, monkeypatch):
    """The error ends a program with status 3, and the record says that there was no run."""

    def lacks(*_arguments, **_names):
        raise TooWeakError("this machine offers the tier none", where="it", fix="install bubblewrap")

    monkeypatch.setattr("stages.inference.strongest_tier", lacks)
    with pytest.raises(TooWeakError):
        stage(new_submission(COUNTS), min_isolation="bubblewrap")
    record = read_json(stage.record)
    assert (record["status"], record["confinement"], record["wall_s"]) == ("failed", "none", 0)
    assert not stage.embedding.exists()


@pytest.mark.parametrize(("wanted", "status"), [("bubblewrap", 3), ("landlock", 0)])
def test_a_machine_without_user_namespaces_runs_what_may_run_in_less(
    stage, new_submission, tmp_path, wanted, status
):
    """Nothing by default of strangers, with the fix; what asks for less has its tier in the record."""
    require_tier("landlock")
    require_tier("bubblewrap")  # the situation itself needs a user namespace
    situation = Path(__file__).parent / "confinement/situations.py"
    files = {"cells": stage.cells, "checkpoint": tmp_path, "embedding": stage.embedding, "run": stage.record}
    words = [word for flag, path in files.items() for word in (f"--{flag}", str(path))]
    words += ["--submission", str(new_submission(COUNTS)), "--dataset", "tiny", "--seed", "5"]
    words += ["--min_isolation", wanted]
    done = subprocess.run(
        [sys.executable, situation, "no_user_namespaces", sys.executable, "-m", "stages.embed", *words],
        cwd=Path(__file__).parents[1],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == status, done.stderr
    record = read_json(stage.record)
    if status:
        assert "fix  sudo sysctl -w user.max_user_namespaces" in done.stderr
        assert (record["status"], record["wall_s"], stage.embedding.exists()) == ("failed", 0, False)
    else:
        assert (record["status"], record["confinement"]) == ("ok", "landlock")


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        (
            "def embed(adata, run):\n    raise MemoryError('too small')\n",
            "embed.py raised MemoryError: too small",
        ),
        (
            "def embed(adata, run):\n    return adata.X.toarray()[1:]\n",
            "embed() returned shape (39, 12); expected (40, 2 to 4096), one row per cell",
        ),
        (
            "import os\ndef embed(adata, run):\n    os._exit(0)\n",
            "the process of embed() ended with exit status 0",
        ),
    ],
)
def test_a_failure_leaves_its_reason_and_no_stale_vectors(stage, new_submission, code, reason):
    """What an earlier run made would be scored as if it were this code's."""
    stage(new_submission(COUNTS))
    with pytest.raises(BenchmarkError) as caught:
        stage(new_submission(code))
    assert not stage.embedding.exists()
    record = recorded(stage)
    assert record.status == "failed"
    assert record.reason == f"{caught.value.what}; in {caught.value.where}"
    assert record.reason.startswith(reason)
    assert record.embedding_sha256 is None
    assert record.n_dims is None


def test_a_changed_pipeline_fails_the_evaluation(stage, new_submission):
    """Nothing is run, and the record says why."""
    folder = new_submission(COUNTS)
    with (folder / "dvc.yaml").open("a") as pipeline:
        pipeline.write("# mine\n")
    with pytest.raises(BenchmarkError, match="differs from the template"):
        stage(folder)
    record = read_json(stage.record)
    assert record["reason"].startswith("dvc.yaml differs from the template")
    assert record["wall_s"] == 0


def test_a_submission_that_cannot_be_read_leaves_nothing(stage, new_submission):
    """There is no version that a record could be of, and the old record is not the new code's."""
    stage(new_submission(COUNTS))
    with pytest.raises(BenchmarkError, match="unknown key `licence`"):
        stage(new_submission(COUNTS, licence="MIT"))
    assert not stage.embedding.exists()
    assert not stage.record.exists()


def test_cells_that_are_not_there_are_told_with_the_command_that_makes_them(stage, new_submission, tmp_path):
    """The stage before this one makes them."""
    with pytest.raises(BenchmarkError) as caught:
        stage(new_submission(COUNTS), cells=tmp_path / "none.h5ad")
    assert caught.value.fix == "dvc repro dvc.yaml:prepare@tiny"


def test_cells_of_another_dataset_are_refused(stage, new_submission):
    """A swapped path would give an embedding of the wrong cells under the right name."""
    with pytest.raises(BenchmarkError, match="the cells are of dataset 'tiny'; expected 'other'"):
        stage(new_submission(COUNTS), dataset="other")


def test_checksums_of_weights_go_into_the_embedding(stage, new_submission, tmp_path):
    """Which weights made the vectors is part of what they are."""
    (tmp_path / "weights").mkdir()
    (tmp_path / "weights/model.pt").write_text("weights")
    checksum = sha256_of(tmp_path / "weights/model.pt")
    runtime = f"{{checkpoint: [{{path: model.pt, url: 'https://example.org/m', sha256: {checksum}}}]}}"
    stage(new_submission(COUNTS, runtime=runtime))
    metadata = read_embedding(stage.embedding).metadata
    assert json.loads(metadata["checkpoint_sha256"]) == {"model.pt": checksum}
