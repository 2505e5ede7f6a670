"""The pipeline files keep their word: what a command reads, writes and accepts is what they declare."""

import ast
import importlib
import inspect
import shlex
from pathlib import Path

import pytest
import yaml
from dvc.repo import Repo
from dvc.stage import Stage

ROOT = Path(__file__).parent.parent
TEMPLATE = ROOT / "submissions/_template/dvc.yaml"
# What reads, prints or spells cannot move a number, and what is downloaded is fixed by its sha256.
SILENT = {"stages"} | {
    f"stages.{name}"
    for name in (
        *("cli", "errors", "files", "catalog", "documents", "forms", "strict_yaml"),
        *("download", "downloads", "patience", "transfer"),
        *("confinement", "confinement.kernel"),  # by which workers end with their stage
    )
}
# A changed record must not fetch or prepare a hundred gigabytes anew.
SILENT_BEFORE_SCORES = {"stages.records"}


def declared_stages() -> list[Stage]:
    """Return every stage of the root and of the submissions, matrices expanded."""
    with Repo(str(ROOT)) as repo:
        return sorted(repo.index.stages, key=lambda stage: stage.addressing)


STAGES = declared_stages()
BY_NAME = {stage.addressing: stage for stage in STAGES}
# One instance of each kind: the matrix repeats it word for word.
KINDS = list(
    {stage.cmd.split()[2] + stage.addressing.split(":")[0].split("@")[0]: stage for stage in STAGES}.values()
)
each_kind = pytest.mark.parametrize("stage", KINDS, ids=lambda stage: stage.addressing)


def flags(stage: Stage) -> dict[str, list[str]]:
    """Return flag -> values of a stage's command."""
    words = shlex.split(stage.cmd)
    assert words[:2] == ["python", "-m"], stage.cmd
    found: dict[str, list[str]] = {}
    for word in words[3:]:
        if word.startswith("--"):
            found[word[2:]] = []
        else:
            found[list(found)[-1]].append(word)
    return found


def function_of(stage: Stage):
    """Return the function that a stage's command runs."""
    module = importlib.import_module(shlex.split(stage.cmd)[2])
    return getattr(module, module.__name__.rpartition(".")[2])


def declared_paths(stage: Stage) -> set[str]:
    """Return what a stage declares to read and write, from the top of the repository."""
    return {str(Path(item.fs_path).relative_to(ROOT)) for item in [*stage.deps, *stage.outs]}


@each_kind
def test_flags_of_a_stage_are_the_parameters_of_its_function(stage):
    """A flag that the function lacks or needs is found before it runs; there are two more for strangers."""
    parameters = inspect.signature(function_of(stage)).parameters
    optional = {"min_isolation", "secret_order"} & set(parameters)
    assert set(flags(stage)) == set(parameters) - optional
    assert all(parameters[name].default is not inspect.Parameter.empty for name in optional)


@each_kind
def test_paths_in_a_command_are_declared(stage):
    """DVC can only see a change of what is declared as dependency, parameter file or output."""
    declared = declared_paths(stage)
    for flag, words in flags(stage).items():
        if flag == "checkpoint":  # fixed by the sha256 below `runtime`, a tracked parameter; often absent
            continue
        for word in words:
            if "/" not in word and not (ROOT / word).exists():
                continue
            inside = any(
                path == word or path.startswith(f"{word}/") or word.startswith(f"{path}/")
                for path in declared
            )
            assert inside, f"--{flag} {word} is neither a dependency nor an output of {stage.addressing}"


def imported(module: str, seen: set[str]) -> set[str]:
    """Return the stages.* modules that a module imports, and theirs."""
    path = ROOT / Path(*module.split("."))
    source = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    for node in ast.walk(ast.parse(source.read_text())):
        names = []
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "stages":
            names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names if alias.name.split(".")[0] == "stages"]
        for name in names:
            target = ROOT / Path(*name.split("."))
            if name not in seen and (target.is_dir() or target.with_suffix(".py").exists()):
                seen.add(name)
                imported(name, seen)
    return seen


@pytest.mark.parametrize("pipeline", [ROOT / "dvc.yaml", TEMPLATE], ids=["pipeline", "template"])
def test_nothing_is_declared_twice(pipeline):
    """DVC drops the second without a word, so that whoever removes one of the two changes nothing."""
    for name, stage in yaml.safe_load(pipeline.read_text())["stages"].items():
        for kind in ("deps", "outs", "metrics"):
            paths = [next(iter(item)) if isinstance(item, dict) else item for item in stage.get(kind, [])]
            assert sorted(set(paths)) == sorted(paths), f"{pipeline.name}: {name}.{kind}"


@each_kind
def test_code_that_can_move_a_number_is_a_dependency(stage):
    """A changed formula reruns what it changes; embeddings alone depend on the harness only."""
    module = shlex.split(stage.cmd)[2]
    declared = declared_paths(stage)
    if module == "stages.embed":
        assert "stages/harness.py" in declared
        return
    silent = SILENT | (SILENT_BEFORE_SCORES if module in {"stages.fetch", "stages.prepare"} else set())
    if module == "stages.check":
        # It embeds, so that it depends on what an embedding depends on, and on what compares beside that.
        assert "stages/harness.py" in declared
        silent |= imported("stages.embed", set()) | {module}
    for name in imported(module, {module}) - silent:
        path = name.replace(".", "/")
        covered = any(d in {path, f"{path}.py"} or path.startswith(f"{d}/") for d in declared)
        assert covered, f"{stage.addressing} imports {name}, which is not among its dependencies"


@pytest.mark.parametrize(
    "copy", sorted(ROOT.glob("submissions/[!_]*/dvc.yaml")), ids=lambda path: path.parent.name
)
def test_dvc_yaml_of_a_submission_is_the_template(copy):
    """Every submission runs the same two stages."""
    assert copy.read_bytes() == TEMPLATE.read_bytes()


def test_no_output_is_a_directory():
    """A directory output hides its files from checksums that people can verify."""
    for stage in STAGES:
        for out in stage.outs:
            assert Path(out.fs_path).suffix, f"{stage.addressing} writes the folder {out.fs_path}"


def test_editing_the_benchmark_never_repeats_an_embedding():
    """Of our code an embedding depends on the harness alone: GPU work is not spent on a typo."""
    embed = next(stage for stage in STAGES if shlex.split(stage.cmd)[2] == "stages.embed")
    ours = {path for path in declared_paths(embed) if path.startswith("stages/")}
    assert ours == {"stages/harness.py"}
