"""A submission.yaml becomes a Submission, or a message that says what to change."""

import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from stages.controls import CONTROLS
from stages.errors import BenchmarkError
from stages.submission import RESERVED, read_submission, read_submissions, require_unchanged_pipeline

ROOT = Path(__file__).parent.parent
ZERO_SHOT = {"track": "zero-shot", "dataset_context": "none", "pretraining": "[]"}


def problem(action, *arguments):
    """Return the error that an action raises."""
    with pytest.raises(BenchmarkError) as caught:
        action(*arguments)
    return caught.value


def test_every_submission_of_the_repository_is_read():
    """Their ids are the folders' names, and their pipelines the template."""
    submissions = read_submissions(ROOT / "submissions")
    folders = {path.name for path in (ROOT / "submissions").iterdir() if path.is_dir()}
    assert set(submissions) == {name for name in folders if not name.startswith("_")}
    for name in submissions:
        require_unchanged_pipeline(ROOT / "submissions" / name)


def test_no_built_in_baseline_claims_to_be_zero_shot():
    """What fits on the cells, or knows nothing, says so; the batch is used where it is declared."""
    submissions = read_submissions(ROOT / "submissions")
    built_in = ["hvg", "hvg_pca", "pca", "scvi", "harmony", "random_projection"]
    assert {submissions[name].track for name in built_in} == {"fitted", "control"}
    assert {name for name in built_in if submissions[name].runtime.uses_batch} == {"scvi", "harmony"}


def test_eight_lines_are_a_submission(new_submission):
    """What is left out claims the least: on the CPU, without the batch."""
    submission = read_submission(new_submission())
    assert (submission.id, submission.version, submission.track) == ("mymodel", 1, "fitted")
    assert submission.dataset_context == "fit"
    assert not submission.runtime.uses_batch
    assert submission.runtime.device == "cpu"


def test_everything_that_can_be_said_is_read(new_submission):
    """Numbers become numbers and a Python version stays text."""
    submission = read_submission(
        new_submission(
            **ZERO_SHOT
            | {
                "authors": "[{name: The Example Lab, orcid: 0000-0002-1825-0097}]",
                "parameters": 51000000,
                "pretraining": "[{corpus: Census, evidence: 'paper, Methods', adapted_from: Other}]",
                "superseded_by": "my_model_2",
                "runtime": "{device: cuda, uses_batch: true, requirements: [torch==2.1.2], python: 3.10, "
                "exclude_newer: 2024-06-01, checkpoint: [{path: model.pt, url: https://example.org/m, "
                f"sha256: {'0' * 64}, size: 10}}]}}",
            }
        )
    )
    assert submission.parameters == 51_000_000
    assert submission.runtime.python == "3.10"
    assert submission.runtime.checkpoint[0].size == 10
    assert submission.pretraining[0].adapted_from == "Other"


@pytest.mark.parametrize(
    ("keys", "what", "where", "fix"),
    [
        (
            {"licence": "MIT", "license": None},
            "unknown key `licence`; did you mean `license`?",
            "licence",
            "the keys",
        ),
        ({"license": None}, "the key `license` is absent", "license", "add `license: MIT`"),
        (
            {"track": "zeroshot"},
            "track is 'zeroshot'; expected zero-shot or fitted or control; did you mean `zero-shot`?",
            "track",
            "for example `track: zero-shot`",
        ),
        ({"version": "1.0"}, "version is '1.0'; expected a whole number", "version", "`version: 1`"),
        ({"name": "[a]"}, "name is ('a',); expected text", "name", "for example"),
        ({"runtime": "[]"}, "runtime is (); expected keys and values", "runtime", "`runtime: {}`"),
        (
            {"runtime": "{uses_batches: true}"},
            "unknown key `uses_batches`; did you mean `uses_batch`?",
            "runtime.uses_batches",
            "device, precision, uses_batch, backed, requirements",
        ),
        (
            {"runtime": "{requirements: torch==2.1.2}"},
            "runtime.requirements is 'torch==2.1.2'; expected a list",
            "runtime.requirements",
            "`requirements: [torch==2.1.2]`",
        ),
        (
            {"runtime": "{checkpoint: [{path: ../x, url: https://example.org/x, sha256: 00}]}"},
            "runtime.checkpoint[0].path is '../x'; expected a file name",
            "runtime.checkpoint[0].path",
            "`path: model.safetensors`",
        ),
        (
            {"authors": "[{nam: A}]"},
            "unknown key `nam`; did you mean `name`?",
            "authors[0].nam",
            "name, orcid",
        ),
        (
            {"track": "zero-shot", "pretraining": "[]"},
            "dataset_context is fit; track zero-shot needs none or gene_selection",
            "dataset_context",
            "`dataset_context: none`",
        ),
        (
            {"track": "zero-shot", "dataset_context": "none"},
            "track is zero-shot and `pretraining` is absent",
            "pretraining",
            "`pretraining: []`",
        ),
        (
            {"runtime": "{requirements: [torch==2.1.2]}"},
            "requirements without exclude_newer",
            "runtime.exclude_newer",
            "exclude_newer: YYYY-MM-DD",
        ),
        (
            {
                "runtime": "{checkpoint: [%s, %s]}"
                % (("{path: a, url: https://example.org/a, sha256: %s}" % ("0" * 64),) * 2)
            },
            "two checkpoint files have one path",
            "runtime.checkpoint",
            "rename one",
        ),
        ({"cost": "'heavy'"}, "cost is heavy, but not on a line of its own", "cost", "`cost: heavy`"),
        ({"id": "other"}, "id is `other`; the folder is `mymodel`", "id", "write `id: mymodel`"),
        ({"id": "My-Model"}, "id is 'My-Model'; expected 3 to 40 characters", "id", "`id: my_model`"),
    ],
)
def test_a_wrong_key_or_value_is_told_with_its_place_and_a_way_out(new_submission, keys, what, where, fix):
    """The message has what was found and expected, the key, and an edit to make."""
    folder = new_submission(**keys)
    error = problem(read_submission, folder)
    assert error.what.startswith(what)
    assert error.where == f"{folder / 'submission.yaml'}: {where}"
    assert fix in error.fix


def test_all_mistakes_are_told_at_once(new_submission):
    """Each with its key and its way out: three mistakes are one run, not three."""
    folder = new_submission(
        licence="MIT", license=None, track="zeroshot", runtime="{devise: cuda, backed: yes}"
    )
    error = problem(read_submission, folder)
    places = [each.where.rpartition(": ")[2] for each in (error, *error.others)]
    assert places == ["runtime.devise", "licence", "track", "runtime.backed"]
    assert [line.split()[0] for line in str(error).splitlines()] == ["error:", "in", "fix"] * 4


def test_all_contradictions_are_told_at_once(new_submission):
    """Of keys that are each in order."""
    runtime = "{python: 3.10, requirements: [torch==2.1.2]}"
    error = problem(read_submission, new_submission(id="other", track="zero-shot", runtime=runtime))
    places = [each.where.rpartition(": ")[2] for each in (error, *error.others)]
    assert places == ["id", "dataset_context", "pretraining", "runtime.exclude_newer"]


@pytest.mark.parametrize("name", ["one_hot_labels", "shuffle_global", "index", "com1", "none"])
def test_names_of_controls_and_reserved_names_are_refused(new_submission, name):
    """A control is a row of the same tables, and the rest is taken by file systems and the site."""
    folder = new_submission(id=name).rename(new_submission(id=name).parent / name)
    error = problem(read_submission, folder)
    assert error.what.startswith(f"id `{name}` is {'a control' if name in CONTROLS else 'a reserved name'}")


def test_reserved_names_would_otherwise_be_allowed():
    """A list of names that the pattern refuses anyway would guard nothing."""
    assert all(name.isascii() and name.islower() and len(name) >= 3 for name in RESERVED)


def test_heavy_is_found_by_make(new_submission):
    """The Makefile looks for the whole line; a comment behind it hides it from make, not from us."""
    assert read_submission(new_submission(cost="heavy")).cost == "heavy"
    assert problem(read_submission, new_submission(cost="heavy # slow")).where.endswith(": cost")


def test_two_ids_that_differ_by_underscores_are_refused(new_submission):
    """People would take one for the other."""
    root = new_submission().parent
    new_submission(id="mymodel")
    (root / "mymodel").rename(root / "my_model")
    (root / "my_model/submission.yaml").write_text(
        (root / "my_model/submission.yaml").read_text().replace("id: mymodel", "id: my_model")
    )
    new_submission()
    error = problem(read_submissions, root)
    assert error.what.startswith("id `mymodel` differs from `my_model` by underscores only")


@pytest.mark.parametrize("name", ["my model", "'MY  MODEL'", "'\uff2dy model'", "'My\u00a0model'"])
def test_two_names_that_a_reader_cannot_tell_apart_are_refused(new_submission, name):
    """Case, width and spaces tell no submissions apart; both folders are named."""
    first = new_submission()
    second = first.rename(first.parent / "second")
    (second / "submission.yaml").write_text(
        (second / "submission.yaml").read_text().replace("id: mymodel", "id: second")
    )
    new_submission(name=name)
    error = problem(read_submissions, first.parent)
    assert error.what.startswith("`second` is named 'My model' and `mymodel` ")
    assert error.where == f"{second / 'submission.yaml'}: name"
    assert error.fix == f"change `name` in {second} or in {first}"


def test_a_successor_that_does_not_exist_is_refused(new_submission):
    """The nearest submission that does exist is named."""
    root = new_submission(superseded_by="mymode").parent
    error = problem(read_submissions, root)
    assert error.what == "superseded_by is `mymode`; there is no such submission; did you mean `mymodel`?"


def test_a_changed_pipeline_is_refused_with_the_copy_command(new_submission):
    """The submission's dvc.yaml is the template, byte for byte."""
    folder = new_submission()
    pipeline = folder / "dvc.yaml"
    pipeline.write_text(pipeline.read_text().replace("python -m stages.embed", "python -m stages.other"))
    error = problem(require_unchanged_pipeline, folder)
    assert error.what == "dvc.yaml differs from the template; expected the same bytes"
    assert ": line " in error.where
    subprocess.run(error.fix.split(), check=True)
    require_unchanged_pipeline(folder)


def test_a_pipeline_with_something_added_is_refused(new_submission):
    """Also where all lines of the template are there."""
    folder = new_submission()
    with (folder / "dvc.yaml").open("a") as pipeline:
        pipeline.write("  extra: {cmd: ls}\n")
    assert problem(require_unchanged_pipeline, folder).what.startswith("dvc.yaml differs")


@pytest.mark.parametrize("name", ["dvc.yaml", "embed.py"])
def test_a_missing_file_is_named(new_submission, name):
    """The way out is a command that copies one."""
    folder = new_submission()
    (folder / name).unlink()
    error = problem(require_unchanged_pipeline, folder)
    assert error.what.startswith(f"there is no {name}")
    assert error.fix.startswith("cp ")


def test_a_third_file_is_refused(new_submission):
    """DVC would not see its changes, and an embedding would be stale without a sign."""
    folder = new_submission()
    (folder / "genes.txt").write_text("CD3E\n")
    (folder / "__pycache__").mkdir()
    (folder / "dvc.lock").touch()
    error = problem(require_unchanged_pipeline, folder)
    assert error.what.startswith("the folder holds ['genes.txt']")


def test_controls_are_those_of_the_pipeline():
    """A control that is added to params.yaml is a reserved id at once."""
    assert set(CONTROLS) == set(yaml.safe_load((ROOT / "params.yaml").read_text())["controls"])


def test_reading_submissions_needs_no_heavy_library():
    """Aggregate starts in about a second."""
    heavy = {"anndata", "pandas", "scanpy", "scipy"}
    code = f"import sys, stages.submission; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_a_misspelt_folder_gets_the_nearest_name(new_submission):
    """Before anything is said of a file in it."""
    folder = new_submission()
    with pytest.raises(BenchmarkError, match=r"there is no such folder; did you mean `mymodel`\?") as caught:
        read_submission(folder.with_name("mymodle"))
    assert caught.value.fix.startswith(f"mkdir -p {folder.with_name('mymodle')}")


def test_a_folder_without_description_is_told_where_an_example_is(new_submission):
    """The page has one to copy."""
    path = new_submission() / "submission.yaml"
    path.unlink()
    error = problem(read_submission, path.parent)
    assert (error.what, error.where) == ("there is no such file", str(path))
    assert error.fix == f"write {path}: docs/submit.md has an example"


def test_an_id_is_answered_with_its_folder(new_submission, monkeypatch):
    """Whoever names the submission means the folder below submissions/."""
    monkeypatch.chdir(new_submission().parents[1])
    error = problem(read_submission, Path("mymodel"))
    assert (error.what, error.where) == ("there is no such folder", "mymodel")
    assert error.fix == "name submissions/mymodel"
