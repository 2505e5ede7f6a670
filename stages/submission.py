"""submissions/<id>/submission.yaml -> Submission, or a message that says what is wrong."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from pathlib import Path

from stages.controls import CONTROLS
from stages.documents import validated
from stages.errors import BenchmarkError, did_you_mean, together
from stages.schema import Runtime, Submission
from stages.strict_yaml import read_strict_yaml

# Taken by file systems, by the site's folders, or by words that the tables use.
RESERVED = frozenset(
    ["all", "api", "assets", "aux", "baseline", "con", "index", "none", "nul", "prn", "search", "template"]
    + [f"{port}{number}" for port in ("com", "lpt") for number in range(10)]
)
# All that a submission's folder may hold; DVC sees a change of no other file.
FILES = frozenset({"submission.yaml", "embed.py", "dvc.yaml", "dvc.lock", "README.md"})


def read_submission(folder: Path) -> Submission:
    """Read and check `submission.yaml` of a submission's folder.

    Raises
    ------
    BenchmarkError
        If there is no such folder; or for each key that is unknown, absent or of another form; or, once
        all are in order, for each pair of keys that contradict each other.
    """
    path = folder / "submission.yaml"
    if not path.is_file():
        raise _absent(folder)
    submission = validated(Submission, read_strict_yaml(path), where=str(path))
    if errors := [
        *_wrong_name(submission.id, folder.resolve().name, path),
        *_contradictions(submission, path),
    ]:
        raise together(errors)
    return submission


def _absent(folder: Path) -> BenchmarkError:
    path = folder / "submission.yaml"
    fix = f"write {path}: docs/submit.md has an example"
    if folder.is_dir():
        return BenchmarkError("there is no such file", where=str(path), fix=fix)
    known = [other.parent.name for other in folder.parent.glob("[!_.]*/submission.yaml")]
    fix = f"mkdir -p {folder}  and {fix}"
    if not folder.is_absolute() and (meant := Path("submissions", folder)).is_dir():
        fix = f"name {meant}"
    return BenchmarkError(
        f"there is no such folder{did_you_mean(folder.name, known)}", where=str(folder), fix=fix
    )


def read_submissions(root: Path) -> dict[str, Submission]:
    """Read every submission below `root` by id, sorted; a folder that starts with `_` is none.

    Raises
    ------
    BenchmarkError
        As `read_submission`, and if two ids differ by underscores only, two names by nothing that a
        reader sees, or `superseded_by` names none.
    """
    folders = sorted(path.parent for path in root.glob("[!_.]*/submission.yaml"))
    submissions = {folder.name: read_submission(folder) for folder in folders}
    spelled: dict[str, str] = {}
    for name, submission in submissions.items():
        where = f"{root / name / 'submission.yaml'}"
        if (other := spelled.setdefault(name.replace("_", ""), name)) != name:
            raise BenchmarkError(
                f"id `{name}` differs from `{other}` by underscores only; expected a name of its own",
                where=f"{where}: id",
                fix="rename the folder and `id`",
            )
        if (successor := submission.superseded_by) and successor not in submissions:
            raise BenchmarkError(
                f"superseded_by is `{successor}`; there is no such submission"
                f"{did_you_mean(successor, submissions)}",
                where=f"{where}: superseded_by",
                fix="name a folder of submissions/, or remove the key",
            )
    _require_own_names(submissions, root)
    return submissions


def as_read(name: str) -> str:
    """Return what a reader of the board tells a name by: neither case, width nor spaces.

    Examples
    --------
    >>> as_read("PCA  50") == as_read("pca 50")
    True
    """
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def _require_own_names(submissions: Mapping[str, Submission], root: Path) -> None:
    """Refuse two names that a reader of the board could not tell apart."""
    named: dict[str, str] = {}
    for name, submission in submissions.items():
        if (other := named.setdefault(as_read(submission.name), name)) != name:
            raise BenchmarkError(
                f"`{name}` is named {submission.name!r} and `{other}` {submissions[other].name!r}; "
                "expected names that differ by more than case, width and spaces",
                where=f"{root / name / 'submission.yaml'}: name",
                fix=f"change `name` in {root / name} or in {root / other}",
            )


def require_unchanged_pipeline(folder: Path) -> None:
    """Raise BenchmarkError unless the folder holds its two files and an exact copy of the template."""
    template = folder.parent / "_template" / "dvc.yaml"
    copy = folder / "dvc.yaml"
    fix = f"cp {template} {copy}"
    if not copy.exists():
        raise BenchmarkError(
            "there is no dvc.yaml; expected a copy of the template", where=f"{folder}", fix=fix
        )
    if (found := copy.read_bytes()) != (expected := template.read_bytes()):
        lines = zip(found.split(b"\n"), expected.split(b"\n"), strict=False)
        line = next((n for n, (a, b) in enumerate(lines, 1) if a != b), "the last")
        raise BenchmarkError(
            "dvc.yaml differs from the template; expected the same bytes",
            where=f"{copy}: line {line}",
            fix=fix,
        )
    if not (folder / "embed.py").exists():
        raise BenchmarkError(
            "there is no embed.py; expected a function embed(adata, run)",
            where=f"{folder}",
            fix=f"cp {folder.parent}/pca/embed.py {folder}/embed.py  and edit it",
        )
    extra = sorted(path.name for path in folder.iterdir() if not _may_be_there(path))
    if extra:
        raise BenchmarkError(
            f"the folder holds {extra}; a submission is submission.yaml, embed.py and the copied dvc.yaml",
            where=f"{folder}",
            fix="move code into embed.py and data into a checkpoint file: DVC sees a change of nothing else",
        )


def _may_be_there(path: Path) -> bool:
    return path.name in FILES or path.name == "__pycache__" or path.name.startswith(".")


def _wrong_name(name: str, folder: str, path: Path) -> Iterator[BenchmarkError]:
    if name != folder:
        yield BenchmarkError(
            f"id is `{name}`; the folder is `{folder}`", where=f"{path}: id", fix=f"write `id: {folder}`"
        )
    if name in CONTROLS or name in RESERVED:
        kind = "a control of the benchmark" if name in CONTROLS else "a reserved name"
        yield BenchmarkError(
            f"id `{name}` is {kind}; expected a name of its own",
            where=f"{path}: id",
            fix="rename the folder and `id`",
        )


def _contradictions(submission: Submission, path: Path) -> Iterator[BenchmarkError]:
    """Yield an error for each pair of keys that cannot both be true."""
    for key, what, fix in [*_of_the_track(submission), *_of_the_runtime(submission.runtime)]:
        yield BenchmarkError(what, where=f"{path}: {key}", fix=fix)
    if submission.cost == "heavy" and not re.search(r"^cost: heavy$", path.read_text(), re.MULTILINE):
        yield BenchmarkError(
            "cost is heavy, but not on a line of its own, where make looks for it",
            where=f"{path}: cost",
            fix="write the line `cost: heavy`, without quotes or comment",
        )


def _of_the_track(submission: Submission) -> Iterator[tuple[str, str, str]]:
    """Yield key, fact and way out of what a model with frozen weights cannot say, or has to."""
    context = submission.dataset_context
    if submission.track != "zero-shot":
        return
    if context not in {"none", "gene_selection"}:
        what = f"dataset_context is {context}; track zero-shot needs none or gene_selection"
        yield "dataset_context", what, "write `dataset_context: none`, or `track: fitted`"
    if "pretraining" not in submission.model_fields_set:
        what = "track is zero-shot and `pretraining` is absent; expected the corpora behind the weights"
        fix = "list them as `- {corpus: ..., evidence: ...}`, or write `pretraining: []`"
        yield "pretraining", what, fix


def _of_the_runtime(runtime: Runtime) -> Iterator[tuple[str, str, str]]:
    if (runtime.requirements or runtime.python) and not runtime.exclude_newer:
        asked = "requirements" if runtime.requirements else "python"
        what = f"{asked} without exclude_newer; expected the day as of which packages are resolved"
        yield "runtime.exclude_newer", what, "add `exclude_newer: YYYY-MM-DD` below `runtime:`"
    if len({file.path for file in runtime.checkpoint}) < len(runtime.checkpoint):
        what = "two checkpoint files have one path; expected a path for each"
        yield "runtime.checkpoint", what, "rename one of the two"
