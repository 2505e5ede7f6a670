"""Workflows give a pull request nothing that it could misuse, and call only what exists."""

import importlib
import inspect
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from hostile_world import require_tier
from made_pull_requests import made_repository, submission

ROOT = Path(__file__).parent.parent
FILES = sorted((ROOT / ".github/workflows").glob("*.yml"))
WORKFLOWS = {path.stem: yaml.safe_load(path.read_text()) for path in FILES}
JOBS = {f"{name}.{job}": body for name, flow in WORKFLOWS.items() for job, body in flow["jobs"].items()}
STEPS = [(f"{name}[{n}]", step) for name, job in JOBS.items() for n, step in enumerate(job["steps"])]
SCRIPTS = sorted((ROOT / ".ci").iterdir())
each_job = pytest.mark.parametrize("job", JOBS.values(), ids=JOBS.keys())
each_step = pytest.mark.parametrize("step", [step for _, step in STEPS], ids=[name for name, _ in STEPS])
each_file = pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
each_text = pytest.mark.parametrize("path", [*FILES, *SCRIPTS], ids=lambda path: path.name)


def on(flow):
    """Return what starts a workflow; YAML reads the bare word `on` as true."""
    started = flow[True]
    return {started} if isinstance(started, str) else set(started)


@each_text
@pytest.mark.parametrize(
    "word",
    [
        "pull_request_target",
        "workflow_run",
        "issue_comment",
        "self-hosted",
        "actions/cache",
        "secrets",
        "cache:",
    ],
)
def test_nothing_dangerous_is_near_a_pull_request(path, word):
    """What runs with more rights than it shows, or carries something from one run into another."""
    assert word not in path.read_text()


def test_the_auditor_has_nothing_to_say():
    """Also of what its usual persona leaves out; at most two lines may be excused in place."""
    words = [Path(sys.executable).with_name("zizmor"), "--offline", "--persona=auditor", "--format=json"]
    done = subprocess.run([*words, "--strict-collection", ROOT], capture_output=True, text=True, check=False)
    assert (done.returncode, json.loads(done.stdout)) == (0, []), done.stderr
    texts = [path.read_text() for path in (ROOT / ".github").rglob("*.yml")]
    assert sum(text.count("zizmor: ignore") for text in texts) <= 2


def test_each_workflow_starts_on_what_it_is_for():
    """Publication follows a push to main, an evaluation a maintainer's command."""
    assert {name: on(flow) for name, flow in WORKFLOWS.items()} == {
        "ci": {"push", "pull_request"},
        "evaluate": {"workflow_dispatch"},
        "pr": {"pull_request"},
        "publish": {"push"},
    }
    assert WORKFLOWS["publish"][True]["push"] == {"branches": ["main"]}


@each_file
def test_a_workflow_has_no_rights_of_its_own_and_runs_once_at_a_time(path):
    """Each job asks for what it needs."""
    flow = WORKFLOWS[path.stem]
    assert flow["permissions"] == {}
    assert "group" in flow["concurrency"]


@each_job
def test_a_job_reads_ends_and_says_where_it_runs(job):
    """No job may write, but the last one, which runs no code of the repository."""
    assert job["runs-on"] == "ubuntu-24.04"
    assert 0 < job["timeout-minutes"] <= 360
    if "write" in job["permissions"].values():
        assert job is JOBS["publish.deploy"]
        assert not any("run" in step or "checkout" in step["uses"] for step in job["steps"])
        assert set(job["permissions"]) == {"pages", "id-token", "attestations"}
        assert set(job["needs"]) == {"verify", "build"}
    else:
        assert job["permissions"] == {"contents": "read"}


@each_step
def test_no_value_of_a_stranger_is_pasted_into_a_command(step):
    """Titles, branches and names of logins arrive as environment variables."""
    assert "${{" not in step.get("run", "")


@each_step
def test_actions_are_pinned_to_a_commit(step):
    """A tag can be moved to other code; the comment beside the commit says which version it is."""
    if "uses" in step:
        assert re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40}", step["uses"])
    if step.get("uses", "").startswith("actions/checkout@"):
        assert step["with"]["persist-credentials"] is False


def test_an_action_has_one_version_everywhere():
    """One line names one version, and the comment is never behind the commit."""
    lines = {line.strip(" -") for path in FILES for line in path.read_text().splitlines() if "uses:" in line}
    assert all(re.search(r"@[0-9a-f]{40} # v\d+\.\d+\.\d+$", line) for line in lines)
    names = [line.split("@")[0] for line in lines]
    assert len(names) == len(set(names))


def test_the_judge_of_a_pull_request_is_main():
    """Otherwise a pull request could bring a gate of its own."""
    for job in WORKFLOWS["pr"]["jobs"].values():
        assert job["steps"][0]["with"]["ref"] == "main"
    assert WORKFLOWS["evaluate"]["jobs"]["cells"]["if"] == "github.ref == 'refs/heads/main'"


def test_labels_and_strangers_code_never_meet():
    """Who embeds gets cells and nothing else; who scores does not even write the code to disk."""
    jobs = WORKFLOWS["evaluate"]["jobs"]
    text = {name: yaml.safe_dump(job) for name, job in jobs.items()}
    assert "environment" in jobs["embed"]
    assert "--into" in text["embed"]
    assert not any(word in text["embed"] for word in ("dvc repro", "truth", "evaluate score"))
    assert not any("--into" in text[name] or "evaluate embed" in text[name] for name in ("cells", "score"))
    uploaded = [step["with"]["path"] for step in jobs["cells"]["steps"] if "upload" in step.get("uses", "")]
    assert uploaded == ["data/prepared/*/cells.h5ad"]


@pytest.mark.parametrize(
    "name", ["evaluate.cells", "evaluate.embed", "evaluate.score", "pr.gate", "publish.verify"]
)
def test_the_gate_stands_before_everything(name):
    """Nothing that could run or read a stranger's files comes before it."""
    commands = [step["run"] for step in JOBS[name]["steps"] if "run" in step]
    ours = [
        line
        for line in commands
        if not re.search(r"make .venv/ready|pip install|\.ci/confinement|dvc repro", line)
    ]
    assert re.search(r"\.ci/gate|stages\.gate", ours[0])


def commands():
    """Return each command line of workflows and scripts, continued lines joined."""
    texts = [step["run"] for _, step in STEPS if "run" in step] + [path.read_text() for path in SCRIPTS]
    return [line for text in texts for line in text.replace("\\\n", " ").splitlines()]


def test_what_is_called_exists():
    """Every make target, script and stage that a workflow names."""
    lines = "\n".join(line for line in commands() if not line.lstrip().startswith("#"))
    for script in re.findall(r"\.ci/(\w+)", lines):
        assert os.access(ROOT / ".ci" / script, os.X_OK), script
    targets = re.findall(r"^([\w./-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert set(re.findall(r"\bmake ([\w./-]+)", lines)) <= set(targets)
    pipeline = yaml.safe_load((ROOT / "dvc.yaml").read_text())["stages"]
    assert set(re.findall(r"dvc repro dvc\.yaml:(\w+)", lines)) <= set(pipeline)
    assert set(re.findall(r"--single-item (\w+)", lines)) <= set(pipeline)
    for module in re.findall(r"-m (stages\.\w+)", lines):
        importlib.import_module(module)


@pytest.mark.parametrize(
    "line", [line for line in commands() if "-m stages." in line], ids=lambda line: line.strip()[:60]
)
def test_flags_of_a_called_stage_are_its_own(line):
    """A parameter that a stage gains or loses is found before a workflow runs."""
    module, _, rest = line.partition("-m ")[2].partition(" ")
    function = getattr(importlib.import_module(module), module.rpartition(".")[2])
    known = inspect.signature(function).parameters
    given = set(re.findall(r"--(\w+)", rest)) | (
        {"n_draws", "draw_fraction", "max_cells"} if "scoring[@]" in rest else set()
    )
    assert given <= set(known)
    needed = {
        name for name, one in known.items() if one.default is one.empty and one.kind is one.KEYWORD_ONLY
    }
    assert needed <= given


def test_scripts_are_right_as_far_as_bash_can_tell():
    """They parse, and stop at the first failure."""
    for script in SCRIPTS:
        assert "set -euo pipefail" in script.read_text()
        subprocess.run(["bash", "-n", script], check=True)


def test_the_gate_installs_the_benchmarks_versions_by_hash():
    """What judges a pull request is the same code everywhere, to the byte."""
    text = (ROOT / ".github/gate.lock").read_text()
    pins = dict(re.findall(r"^([\w-]+)==(\S+)", text, re.MULTILINE))
    locked = dict(re.findall(r"^([\w.-]+)==(\S+)", (ROOT / "requirements.lock").read_text(), re.MULTILINE))
    assert pins == {name: locked[name] for name in pins}
    assert {"cyclopts", "pydantic", "pyyaml"} <= pins.keys()
    for block in re.split(r"^(?=[\w-]+==)", text, flags=re.MULTILINE)[1:]:
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", block)


def test_the_gate_needs_nothing_else():
    """It starts in the few packages of its own lock."""
    code = "import sys, stages.gate; print(*sorted({name.split('.')[0] for name in sys.modules}))"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert not {"numpy", "pyarrow", "pandas", "anndata", "scipy", "dvc"} & set(done.stdout.split())


def test_owners_are_named_for_what_exists():
    """A path that is gone protects nothing."""
    rules = [
        line.split()
        for line in (ROOT / ".github/CODEOWNERS").read_text().splitlines()
        if line[:1] in "*/" and line
    ]
    assert all(owner.startswith("@") for _, *owners in rules for owner in owners)
    paths = [path for path, *_ in rules if path != "*"]
    for path in paths:
        assert (ROOT / path.lstrip("/")).exists() or path == "/dvc.lock", path
    assert {"/.github/", "/.ci/", "/dvc.yaml", "/stages/", "/leaderboard/", "/requirements.lock"} <= set(
        paths
    )


def test_nothing_is_published_before_an_owner_is_named(tmp_path):
    """GitHub skips, without a word, what belongs to somebody whom it does not know."""
    shutil.copytree(ROOT / ".ci", tmp_path / ".ci")
    shutil.copytree(ROOT / ".github", tmp_path / ".github")
    owners = tmp_path / ".github/CODEOWNERS"
    owners.write_text("* @OWNER\n")
    done = subprocess.run([tmp_path / ".ci/owners"], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    error, where, fix = done.stderr.splitlines()
    assert (error[:30], where) == ("error: everything belongs to @", "  in   .github/CODEOWNERS")
    command = fix.removeprefix("  fix  ").removesuffix(", on main")
    subprocess.run(["bash", "-c", command], cwd=tmp_path, check=True)
    assert owners.read_text() == "* @your-login\n"
    subprocess.run([tmp_path / ".ci/owners"], check=True)
    commands = [step.get("run") for step in JOBS["publish.verify"]["steps"]]
    assert ".ci/owners" in commands


def test_forms_and_updates_are_yaml():
    """GitHub ignores a form that it cannot read."""
    for path in (ROOT / ".github/ISSUE_TEMPLATE").iterdir():
        assert {"name", "description", "body"} <= yaml.safe_load(path.read_text()).keys()
    (updates,) = yaml.safe_load((ROOT / ".github/dependabot.yml").read_text())["updates"]
    assert updates["cooldown"]["default-days"] >= 7


HOSTILE = (
    b"ok\n::add-mask::secret\n  ::error file=x::y\n##[add-mask]x\n\x1b[2J\x08\r::set-output name=a::b\n"
    + "naïve ✓\n".encode()
)


def quoted(log):
    """Return what .ci/quote prints."""
    return subprocess.run([ROOT / ".ci/quote"], input=log, capture_output=True, check=True).stdout


def test_no_line_of_a_log_is_a_command():
    """Between the marks every line is told apart, and what moves a cursor is gone."""
    first, *lines, last = quoted(HOSTILE).decode().splitlines()
    mark = first.removeprefix("::stop-commands::")
    assert re.fullmatch("[0-9a-f]{32}", mark)
    assert last == f"::{mark}::"
    assert all(line.startswith("| ") for line in lines if line)
    assert "##[" not in "".join(lines)
    assert "| naïve ✓" in lines
    assert all(line.isprintable() for line in lines)
    assert mark not in quoted(HOSTILE).decode()


@pytest.mark.parametrize("log", [b"", b"no line end", b"\n" * 3_000_000, b"x" * 5_000_000, b"\xff" * 100])
def test_a_log_stays_below_a_mebibyte_and_ends_with_its_mark(log):
    """Whatever arrives, and however its lines are broken."""
    printed = quoted(log)
    assert len(printed) <= 1 << 20
    assert re.fullmatch(rb"::[0-9a-f]{32}::", printed.splitlines()[-1])


@pytest.fixture(scope="module")
def checkout(tmp_path_factory):
    """Return a clone of main with the scripts of this repository, and the pull request's commit."""
    root = tmp_path_factory.mktemp("ci")
    repository = made_repository(root / "origin.git", n_submissions=2)
    commit = repository.commit("pull", submission("new_model"), "refs/heads/main")
    repository.git("update-ref", "refs/pull/7/head", commit)
    subprocess.run(
        ["git", "clone", "--quiet", "--branch", "main", repository.root, root / "clone"], check=True
    )
    shutil.copytree(ROOT / ".ci", root / "clone/.ci")
    return root / "clone", commit


def ci(checkout, script, *words, situation=None):
    """Return how a script ends in the clone, in a situation of rights if one is named."""
    before = [sys.executable, ROOT / "tests/confinement/situations.py", situation] if situation else []
    environment = {
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
    }
    return subprocess.run(
        [*before, f".ci/{script}", *words],
        cwd=checkout,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_commit_that_was_asked_for_comes_before_the_gate(checkout, tmp_path):
    """It is fetched without credentials, judged and written."""
    clone, commit = checkout
    done = ci(clone, "gate", "7", commit, "--owner", "somebody", "--into", str(tmp_path))
    assert (done.returncode, done.stdout) == (0, "submissions/new_model\n"), done.stderr
    assert (tmp_path / "new_model/embed.py").exists()


@pytest.mark.parametrize(
    ("number", "commit", "told"),
    [
        ("7", "0" * 40, "expected 0000000000000000000000000000000000000000"),
        ("7", "main", "the commit is 'main'; expected 40 hexadecimal digits"),
        ("7; touch x", "0" * 40, "expected that of a pull request"),
        ("--upload-pack=touch x", "0" * 40, "expected that of a pull request"),
        ("", "0" * 40, "expected that of a pull request"),
    ],
)
def test_another_commit_than_the_one_that_was_read_is_refused(checkout, number, commit, told):
    """A push after the review does not ride along, and no input reaches a shell."""
    done = ci(checkout[0], "gate", number, commit)
    assert done.returncode == 1
    assert told in done.stderr
    assert [line[:7] for line in done.stderr.splitlines()] == ["error: ", "  in   ", "  fix  "]
    assert not (checkout[0] / "x").exists()


@pytest.mark.parametrize(
    ("script", "words"),
    [
        ("evaluate", ["embed", "submissions/model_1", "planted"]),
        ("rehearse", ["submissions/model_1", "table"]),
    ],
)
def test_unreviewed_code_does_not_run_where_it_cannot_be_confined(checkout, script, words):
    """Exit 3 with the feature that is missing, before anything of the submission is looked at."""
    require_tier("bubblewrap")  # the situation itself needs a user namespace
    (checkout[0] / "params.yaml").write_text("seed: 1\n")
    done = ci(checkout[0], script, *words, situation="no_user_namespaces")
    assert done.returncode == 3
    assert "and bubblewrap is needed: the kernel gives unprivileged programs no user nam" in done.stderr
    assert "fix  sudo sysctl -w user.max_user_namespaces" in done.stderr


def test_strangers_code_runs_in_the_strongest_tier_on_a_secret_order():
    """Each script that starts a stage on a submission says so to that stage."""
    lines = [line for line in commands() if re.search(r"stages\.(embed|check) ", line)]
    assert len(lines) == 2
    assert all("--min_isolation bubblewrap" in line for line in lines)
    assert all("--secret_order" in line for line in lines if "stages.embed" in line)


def test_tests_of_isolation_fail_where_there_is_none():
    """A test that is skipped on the machine that judges would say nothing."""
    assert WORKFLOWS["ci"]["jobs"]["test"]["env"] == {"FROZEN_CELLS_REQUIRE_ISOLATION": "1"}


@pytest.mark.parametrize("kind", ["absent", "link"])
def test_what_arrives_to_be_scored_is_a_plain_file(checkout, kind):
    """The other machine ran a stranger's code: a link could point at the labels."""
    clone, _ = checkout
    (clone / "params.yaml").write_text("seed: 1\n")
    shutil.rmtree(clone / "evaluation", ignore_errors=True)
    (clone / "evaluation").mkdir()
    if kind == "link":
        (clone / "evaluation/planted.parquet").symlink_to("/etc/hostname")
    done = ci(clone, "evaluate", "score", "submissions/model_1", "planted")
    assert done.returncode == 1
    assert "no plain file of at most 4 GB arrived\n  in   evaluation/planted.parquet" in done.stderr


def test_a_heavy_submission_is_left_to_a_maintainer(checkout, tmp_path):
    """No hosted machine has the memory or the GPU; nothing of it is run."""
    folder = tmp_path / "heavy"
    folder.mkdir()
    (folder / "submission.yaml").write_text("cost: heavy\n")
    done = ci(checkout[0], "rehearse", str(folder), str(tmp_path / "table"))
    assert (done.returncode, done.stderr) == (0, "")
    assert (
        (tmp_path / "table").read_text()
        == done.stdout
        == "cost: heavy. A maintainer rehearses it on a machine that fits.\n"
    )


@pytest.mark.xdist_group("pipeline")
def test_vectors_from_another_machine_are_scored_and_shown_beside_baselines(clone):
    """What was not confined is scored, and refused; what was is a table and rows."""
    (clone.root / "evaluation/rehearsed").mkdir(parents=True)
    shutil.copy(clone.root / "data/embeddings/pca/pbmc68k.parquet", clone.root / "evaluation")
    shutil.copy(clone.root / "leaderboard/checks/pca.json", clone.root / "evaluation/rehearsed")
    record = (clone.root / "leaderboard/runs/pca/pbmc68k.json").read_text()
    run = clone.root / "evaluation/pbmc68k.json"
    run.write_text(re.sub('"confinement": "[a-z]+"', '"confinement": "none"', record))
    done = clone.run(".ci/evaluate", "score", "submissions/pca", "pbmc68k", check=False)
    assert "was confined by 'none'; code of strangers needs 'bubblewrap'" in done.stderr
    run.write_text(re.sub('"confinement": "[a-z]+"', '"confinement": "bubblewrap"', record))
    done = clone.run(".ci/evaluate", "score", "submissions/pca", "pbmc68k")
    assert done.stdout.startswith("#### `pca` on `pbmc68k`\n\n| metric | `pca` | `random_projection` |")
