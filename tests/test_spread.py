"""Several workers, one submission each: results arrive, a dead worker costs a repetition."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from stages.errand import Errand
from stages.errors import BenchmarkError
from stages.files import write_json
from stages.spread import _needs, _require_room, _settings, spread

SUBMISSIONS = ["submissions/pca", "submissions/random_projection"]
AUTHOR = ["-c", "user.name=tests", "-c", "user.email=tests@localhost"]


def test_what_is_not_committed_is_refused(tmp_path, monkeypatch):
    """Workers check a commit out; an edit beside it would not be evaluated, and nobody would know."""
    monkeypatch.chdir(tmp_path)
    subprocess.run(["git", "init", "--quiet"], check=True)
    Path("params.yaml").write_text("seed: 1\n")
    with pytest.raises(BenchmarkError, match=r"params\.yaml is not committed; workers see what is"):
        spread(submissions=[Path("submissions/pca")])


def test_a_relative_address_is_made_absolute_and_local_settings_count(tmp_path, monkeypatch):
    """A worker's clone lies elsewhere, and has no config.local."""
    monkeypatch.chdir(tmp_path)
    Path(".dvc").mkdir()
    Path(".dvc/config").write_text(
        "[core]\n    remote = storage\n['remote \"storage\"']\n    url = ../../storage\n    verify = true\n"
    )
    Path(".dvc/config.local").write_text("['remote \"bucket\"']\n    url = s3://bucket/dvc\n")
    assert _settings(None) == {"url": str(tmp_path.parent / "storage"), "verify": "true"}
    assert _settings("bucket") == {"url": "s3://bucket/dvc"}
    with pytest.raises(BenchmarkError, match=r"no remote `bukket`; there are \['storage', 'bucket'\]"):
        _settings("bukket")


@pytest.mark.parametrize(("device", "gpus"), [("cpu", 0), ("cuda", 1)])
def test_a_submission_that_needs_a_gpu_gets_one(new_submission, device, gpus):
    """What it computes on is declared in submission.yaml."""
    needs = _needs(new_submission(runtime=f"{{device: {device}}}"), 2, 1.5)
    assert needs == {"num_cpus": 2, "num_gpus": gpus, "memory": 3 << 29, "max_retries": 3}


def test_a_submission_gets_the_memory_that_it_needed_before(new_submission, tmp_path, monkeypatch):
    """A quarter more than the most of its last runs, where that is more than was asked for."""
    monkeypatch.chdir(tmp_path)
    folder = new_submission()
    for dataset, gib in {"small": 1, "large": 8}.items():
        write_json({"peak_rss_bytes": gib << 30}, Path(f"leaderboard/runs/{folder.name}/{dataset}.json"))
    assert _needs(folder, 1, 2)["memory"] == 10 << 30
    assert _needs(folder, 1, 12)["memory"] == 12 << 30


@pytest.mark.parametrize("damaged", ["<<<<<<< HEAD", '{"peak_rss_bytes": null}', "{}"])
def test_a_damaged_record_sets_no_memory_aside(new_submission, tmp_path, monkeypatch, damaged):
    """What the other records say counts, and else what was asked for."""
    monkeypatch.chdir(tmp_path)
    folder = new_submission()
    records = Path("leaderboard/runs") / folder.name
    records.mkdir(parents=True)
    (records / "a.json").write_text(damaged)
    assert _needs(folder, 1, 2)["memory"] == 2 << 30
    write_json({"peak_rss_bytes": 8 << 30}, records / "b.json")
    assert _needs(folder, 1, 2)["memory"] == 10 << 30


def test_what_no_machine_has_room_for_is_refused():
    """One with a GPU and one with memory are no machine with both; Ray would wait for it in silence."""
    nodes = [{"CPU": 2.0, "GPU": 1.0, "memory": 1 << 30}, {"CPU": 8.0, "memory": 8 << 30}]
    errand = Errand(".", "0" * 40, {}, "mine")
    needs = {"num_cpus": 1, "num_gpus": 0, "memory": 2 << 30, "max_retries": 3}
    _require_room([errand], [needs], nodes)
    with pytest.raises(
        BenchmarkError, match=r"mine needs 1 cores, 1 GPUs and 2\.0 GiB on one machine"
    ) as error:
        _require_room([errand], [needs | {"num_gpus": 1}], nodes)
    assert error.value.fix.startswith("ray start --address=")


@pytest.fixture
def unscored(clone):
    """Return a clone whose inputs are in the remote, and in which no submission has run."""
    for name in SUBMISSIONS:
        (clone.root / name / "dvc.lock").unlink()
        for kind in ("scores", "draws", "runs"):
            shutil.rmtree(clone.root / "leaderboard" / kind / Path(name).name)
        shutil.rmtree(clone.root / "data/embeddings" / Path(name).name)
    clone.run("git", "add", "--all")
    clone.run("git", *AUTHOR, "commit", "--quiet", "--message=Controls only")
    clone.run("dvc", "push", "dvc.yaml:prepare")
    return clone


def started(clone):
    """Return the program that spreads, running."""
    words = [sys.executable, "-m", "stages.spread", "--submissions", *SUBMISSIONS]
    patience = {"RAY_raylet_start_wait_time_s": "300", "RAY_agent_register_timeout_ms": "300000"}
    more = patience | {"RAY_USAGE_STATS_ENABLED": "0"}
    return subprocess.Popen(words, cwd=clone.root, env=os.environ | more, stdout=subprocess.PIPE, text=True)


def workers():
    """Return the processes that carry an errand out, as Ray names them."""
    found = subprocess.run(["ps", "-eo", "pid,args"], capture_output=True, text=True, check=True).stdout
    return {int(pid) for pid in re.findall(r"^ *(\d+) ray::carry_out", found, re.MULTILINE)}


@pytest.mark.slow
@pytest.mark.xdist_group("pipeline")
@pytest.mark.parametrize("kill", [False, True], ids=["all live", "one is killed"])
def test_two_workers_evaluate_and_the_head_restores(unscored, kill, fault):
    """Both submissions are scored, embeddings come from the remote, and nothing is left to run."""
    before = workers()
    with started(unscored) as program:
        if kill:
            while not (alive := workers() - before):
                assert program.poll() is None
                time.sleep(0.2)
            time.sleep(2)
            os.kill(alive.pop(), signal.SIGKILL)
        printed = program.communicate()[0]
    assert program.returncode == 0, printed
    assert sorted(re.findall(r"^(\w+): [1-9]\d* stages ran", printed, re.MULTILINE)) == [
        "pca",
        "random_projection",
    ]
    targets = [f"{name}/dvc.yaml" for name in SUBMISSIONS]
    unscored.run("dvc", "pull", *targets)
    assert "Running stage" not in unscored.run("dvc", "repro", "--single-item", *targets).stdout
    for name in SUBMISSIONS:
        record = unscored.root / f"leaderboard/scores/{Path(name).name}/pbmc68k.json"
        assert json.loads(record.read_text())["submission"] == Path(name).name
    if kill:
        fault("`kill -9` of one of two workers", "another evaluates its submission", 1)
