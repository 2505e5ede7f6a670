"""The gate lets a submission through and nothing else, and says why, whatever a stranger puts into git."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from made_pull_requests import (
    CODE,
    LINK,
    PROGRAM,
    REPOSITORY,
    TEMPLATE,
    description,
    made_repository,
    submission,
)

from stages.gate import NEEDS_MAINTAINER, REFUSED, gate

ROOT = Path(__file__).parent.parent
NEW = submission("new_model")
HERE = "submissions/new_model"


def new(**files):
    """Return the new submission with other files beside or instead of its own; `__` stands for a dot."""
    return NEW | {f"{HERE}/{name.replace('__', '.')}": content for name, content in files.items()}


@pytest.fixture(scope="module")
def repository(tmp_path_factory):
    """Return the repository of 500 submissions."""
    return made_repository(tmp_path_factory.mktemp("gate") / "repository.git", n_submissions=500)


def worked():
    """Return the seconds of processor time of this process and of the programs that it ran to their end."""
    return sum(os.times()[:4])


@pytest.fixture
def verdict(repository, capsys, request):
    """Return a function that puts a pull request before the gate: exit code, and what it printed."""
    most_work_s = 2 if request.node.get_closest_marker("slow") else 20  # of a machine with much else to do

    def judge(head, base="main", **keys):
        head = head if isinstance(head, str) else repository.commit("pull", head, "refs/heads/main")
        started = worked()
        try:
            gate(base=base, head=head, repository=repository.root, **keys)
        except SystemExit as end:
            code = end.code
        else:
            code = 0
        assert worked() - started < most_work_s
        printed = capsys.readouterr()
        return code, printed.out + printed.err

    return judge


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param(NEW, id="a new submission"),
        pytest.param(new(README__md="# Words\n\nÅ, 細胞, naïve\n".encode()), id="with a page of words"),
        pytest.param({"submissions/model_7/embed.py": CODE + b"\n"}, id="a change beside its lock"),
        pytest.param(
            {"submissions/model_7/submission.yaml": description("model_7", superseded_by="model_8")},
            id="prose",
        ),
        pytest.param(new(embed__py=b"# " + b"x" * 1998 + b"\n"), id="a line as long as lines may be"),
        pytest.param(new(embed__py=(b"# " + b"x" * 61 + b"\n") * 4096), id="a file as large as files may be"),
    ],
)
def test_a_submission_goes_through(verdict, changes):
    """The only thing printed is its folder, for whoever runs it next."""
    name = next(iter(changes)).rpartition("/")[0]
    assert verdict(changes) == (0, f"{name}\n")


NOT_A_SUBMISSION = {
    "code of the benchmark": {"stages/score.py": b"x = 1\n"},
    "code beside a submission": NEW | {"stages/score.py": b"x = 1\n"},
    "a workflow": NEW | {".github/workflows/x.yml": b"on: push\n"},
    "who owns what": NEW | {".github/SUBMITTERS": b"new_model me\n"},
    "attributes that name a filter": NEW | {".gitattributes": b"* filter=x diff=x\n"},
    "settings of dvc": NEW | {".dvc/config": b"[core]\n"},
    "a pipeline of its own": NEW | {"dvc.yaml": b"stages: {}\n"},
    "a score": NEW | {"leaderboard/scores/new_model/planted.json": b"{}\n"},
    "the cost of a run": NEW | {"leaderboard/runs/new_model/planted.json": b"{}\n"},
    "a table": NEW | {"leaderboard/ranking.parquet": b"PAR1"},
    "a lock of the root": NEW | {"dvc.lock": b"schema: '2.0'\n"},
    "a test": NEW | {"conftest.py": b"x = 1\n"},
    "two submissions": NEW | submission("newer_model"),
    "the template": {"submissions/_template/dvc.yaml": b"stages: {}\n"},
    "the template beside a submission": NEW | {"submissions/_template/dvc.yaml": b"stages: {}\n"},
    "a hidden folder": {"submissions/.model/embed.py": CODE},
    "a deletion elsewhere": NEW | {"README.md": None},
    "all submissions replaced by a link": {"submissions": (LINK, b"/etc")},
    "nothing": {},
}


@pytest.mark.parametrize("changes", NOT_A_SUBMISSION.values(), ids=NOT_A_SUBMISSION.keys())
def test_what_changes_other_things_needs_a_maintainer(verdict, changes):
    """The exit code and the first words differ from those of a refusal."""
    code, printed = verdict(changes)
    assert code == NEEDS_MAINTAINER
    assert printed.startswith("not a submission: it changes ")
    assert (
        "\n  then a maintainer reviews it as code; to submit, change nothing but submissions/<id>/" in printed
    )


REFUSALS = {
    "a name on the board": (
        new(submission__yaml=description("new_model").replace(b"name: new_model", b"name: MODEL_8")),
        "name is 'MODEL_8', as `model_8` is named; expected a name of its own",
    ),
    "a lock of its own": (new(dvc__lock=b"schema: '2.0'\n"), "dvc.lock is part of the pull request"),
    "an edited lock": (
        {"submissions/model_7/dvc.lock": b"schema: '2.0'\nstages: {}\n"},
        "fix  git checkout origin/main -- submissions/model_7/dvc.lock",
    ),
    "scores of its own": (new(scores__json=b"{}"), "a submission has no `scores.json`"),
    "a table of its own": (new(scores__parquet=b"PAR1"), "a submission has no `scores.parquet`"),
    "an almost right name": (new(Embed__py=CODE), "no `Embed.py`; did you mean `embed.py`?"),
    "code for the test runner": (new(conftest__py=CODE), "a submission has no `conftest.py`"),
    "code for every interpreter": (new(sitecustomize__py=CODE), "a submission has no `sitecustomize.py`"),
    "settings of tools": (new(pyproject__toml=b"[tool]\n"), "a submission has no `pyproject.toml`"),
    "a compiled module": (new(embed__so=b"\x7fELF"), "a submission has no `embed.so`"),
    "attributes": (new(__gitattributes=b"* filter=x\n"), "a submission has no `.gitattributes`"),
    "a folder": (new(**{"src/model__py": CODE}), "a folder (mode 040000); expected a plain file"),
    "a deep folder": (new(**{"a/b/c/d/e/f__txt": b"x"}), "a folder (mode 040000)"),
    "thirty files": (new(**{f"part{n}__py": CODE for n in range(30)}), "no `part9.py`"),
    "a thousand files": (new(**{f"part{n}__py": b"" for n in range(1000)}), "... and more"),
    "a link": (new(embed__py=(LINK, b"/etc/passwd")), "a symbolic link (mode 120000); expected a plain file"),
    "a program": (
        new(embed__py=(PROGRAM, CODE)),
        "fix  git update-index --chmod=-x submissions/new_model/embed.py",
    ),
    "a repository": (new(model=(REPOSITORY, "1" * 40)), "a link to another repository (mode 160000)"),
    "a repository as folder": ({HERE: (REPOSITORY, "1" * 40)}, "(mode 160000); expected a folder"),
    "a link as folder": ({HERE: (LINK, b"/etc")}, "a symbolic link (mode 120000); expected a folder"),
    "a file as folder": ({HERE: CODE}, "a file (mode 100644); expected a folder"),
    "a large file": (
        new(embed__py=(b"#" * 63 + b"\n") * 4096 + b"\n"),
        "262,145 bytes; expected at most 262,144",
    ),
    "a name that is not ASCII": (new(dät__md=b"x"), "a submission has no `d\\xe4t.md`"),
    "a name with a command": (
        new(**{"a\n::error::x__md": b"x"}),
        "in   submissions/new_model/a\\n::error::x.md",
    ),
    "a name with an escape": (new(**{"a\x1b[2J__md": b"x"}), "a\\x1b[2J.md"),
    "a pointer to large files": (
        new(README__md=b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9\n"),
        "a pointer to a large file elsewhere",
    ),
    "a zero byte": (new(embed__py=CODE + b"\0"), "U+0000, which shows as nothing"),
    "bytes": (new(embed__py=CODE + b"\xff"), "is no UTF-8; expected UTF-8 text"),
    "UTF-16": (new(embed__py=CODE.decode().encode("utf-16")), "byte 0 is no UTF-8"),
    "a long line": (new(embed__py=b"x = '" + b"A" * 5000 + b"'\n"), "a line of 5,006 characters"),
    "text that reads backwards": (
        new(embed__py=CODE + "# \u202e\n".encode()),
        "U+202E, which shows as nothing",
    ),
    "text that is not there": (new(README__md="a\u200bb\n".encode()), "U+200B"),
    "a cursor": (new(README__md=b"\x1b[2J\n"), "U+001B"),
    "a line for some readers": (new(README__md="a\u2028b\n".encode()), "U+2028"),
    "an old command in a key": (
        new(submission__yaml=description("new_model") + b'"##[error]b": 1\n'),
        "unknown key `#\\x23[error]b`",
    ),
    "three mistakes": (
        new(submission__yaml=description("new_model", licence="MIT", version="1.0", track="zeroshot")),
        "did you mean `zero-shot`?",
    ),
    "an edited template": (
        new(dvc__yaml=TEMPLATE.replace(b"stages.embed", b"stages.other")),
        "dvc.yaml differs from the template; expected the same bytes",
    ),
    "one more stage": (
        new(dvc__yaml=TEMPLATE + b"  x: {cmd: ls}\n"),
        "fix  cp submissions/_template/dvc.yaml",
    ),
    "no pipeline": (NEW | {f"{HERE}/dvc.yaml": None}, "there is no dvc.yaml"),
    "no code": (NEW | {f"{HERE}/embed.py": None}, "there is no embed.py"),
    "no description": (NEW | {f"{HERE}/submission.yaml": None}, "in   submissions/new_model/submission.yaml"),
    "an unknown key": (
        new(submission__yaml=description("new_model", licence="MIT")),
        "did you mean `license`?",
    ),
    "another id": (
        new(submission__yaml=description("model_8")),
        "id is `model_8`; the folder is `new_model`",
    ),
    "a command in a key": (
        new(submission__yaml=description("new_model") + b'"a\\n::error::b": 1\n'),
        "unknown key `a\\n::error::b`",
    ),
    "a tag": (new(submission__yaml=b"a: !!python/object/apply:os.system [ls]\n"), "a tag (`!...`)"),
    "an unknown successor": (
        new(submission__yaml=description("new_model", superseded_by="model_999")),
        "superseded_by is `model_999`; there is no such submission",
    ),
    "a deleted file": ({"submissions/model_7/embed.py": None}, "the file is deleted"),
    "a deleted submission": (
        dict.fromkeys([*submission("model_7"), "submissions/model_7/dvc.lock"]),
        "the submission is deleted; expected additions and changes only",
    ),
    "a renamed file": (
        {"submissions/model_7/embed.py": None, "submissions/model_7/model.py": CODE},
        "a submission has no `model.py`",
    ),
    "a reserved name": (submission("index"), "id `index` is a reserved name"),
    "the name of a control": (submission("one_hot_labels"), "id `one_hot_labels` is a control"),
    "a name in upper case": (
        submission("New_Model"),
        "the folder is `New_Model`; expected 3 to 40 characters",
    ),
    "a name of one letter": (submission("x"), "the folder is `x`; expected 3 to 40 characters"),
    "a name of 200 letters": (submission("x" * 200), f"the folder is `{'x' * 80}...`; expected 3 to 40"),
    "a name with a dot": (submission("new.model"), "the folder is `new.model`; expected"),
    "a name with a hyphen": (submission("new-model"), "the folder is `new-model`; expected"),
    "a name in other letters": (submission("m\u043edel_x"), "the folder is `m\\u043edel_x`; expected"),
    "a name like another": (submission("model7"), "differs from `model_7` by case, - and _ only"),
    "a name like another, folded": (submission("Model-7"), "differs from `model_7` by case, - and _ only"),
}


@pytest.mark.parametrize(("changes", "told"), REFUSALS.values(), ids=REFUSALS.keys())
def test_everything_else_is_refused_in_three_lines(verdict, changes, told):
    """Each refusal has a fact, a place and a way out, on lines that a stranger cannot add to."""
    code, printed = verdict(changes)
    assert code == REFUSED
    assert told in printed
    lines = printed.removesuffix("... and more\n").splitlines()
    assert [line[:7] for line in lines] == ["error: ", "  in   ", "  fix  "] * (len(lines) // 3)
    assert printed.replace("\n", "").isprintable()
    assert "frozen-cells-gate-" not in printed  # the folder in which it was looked at


@pytest.mark.slow  # a test of time
def test_every_verdict_takes_less_than_two_seconds_of_work(verdict):
    """Beside 500 submissions, whatever the pull request is."""
    refused = [changes for changes, _ in REFUSALS.values()]
    assert {verdict(changes)[0] for changes in [NEW, *refused, *NOT_A_SUBMISSION.values()]} == {0, 1, 3}


def test_all_refusals_are_told_at_once(verdict):
    """An author mends a pull request in one go."""
    files = new(scores__json=b"{}", dvc__lock=b"x", dvc__yaml=b"stages: {}\n", README__md=b"\xff")
    code, printed = verdict(files | {f"{HERE}/submission.yaml": description("new_model", track="best")})
    assert code == REFUSED
    assert printed.count("error: ") == 5


@pytest.mark.parametrize("name", [b"..", b".git", b"a/b", b"GIT~1", b"a\xff"])
def test_names_that_git_would_not_write_are_refused(repository, verdict, name):
    """A tree is bytes: it can hold names that a checkout would follow out of the folder."""
    blob = repository.git("hash-object", "-w", "--stdin", given=CODE)
    folder = repository.tree(("100644", name, blob))
    code, printed = verdict(_with_folder(repository, folder))
    assert code == REFUSED
    assert "a submission has no `" in printed


def test_a_tree_that_unfolds_to_billions_of_files_costs_nothing(repository, verdict):
    """One level of a folder is read, and nothing below it."""
    blob = repository.git("hash-object", "-w", "--stdin", given=b"")
    level = repository.tree(*(("100644", f"f{n}".encode(), blob) for n in range(10)))
    for _ in range(10):
        level = repository.tree(*(("40000", f"d{n}".encode(), level) for n in range(10)))
    code, printed = verdict(_with_folder(repository, level))
    assert code == REFUSED
    assert "a folder (mode 040000)" in printed


def _with_folder(repository, folder):
    """Return a commit on main that has the tree `folder` as a new submission."""
    listed = repository.git("ls-tree", "refs/heads/main:submissions")
    submissions = repository.git("mktree", given=f"{listed}\n040000 tree {folder}\tnew_model\n".encode())
    top = [
        line
        for line in repository.git("ls-tree", "refs/heads/main").splitlines()
        if "\tsubmissions" not in line
    ]
    lines = [*top, f"040000 tree {submissions}\tsubmissions"]
    return repository.commit_tree(
        repository.git("mktree", given=("\n".join(lines) + "\n").encode()), "refs/heads/main"
    )


@pytest.mark.parametrize("owner", ["somebody", "Other-Login"])
def test_an_existing_submission_is_changed_by_its_owner(verdict, owner):
    """The logins are those that main has, so that a pull request cannot add itself."""
    assert verdict({"submissions/model_7/embed.py": CODE + b"\n"}, owner=owner)[0] == 0


@pytest.mark.parametrize(
    ("model", "owners"), [("model_7", "other-login, somebody"), ("model_8", "the maintainers")]
)
def test_a_change_by_somebody_else_needs_a_maintainer(verdict, model, owners):
    """Nobody rewrites another's model through a pull request that looks like a submission."""
    code, printed = verdict({f"submissions/{model}/embed.py": CODE + b"\n"}, owner="stranger")
    assert code == NEEDS_MAINTAINER
    assert printed.startswith(
        f"not a submission: `{model}` exists and is changed by stranger; it belongs to {owners}\n"
        "  in   .github/SUBMITTERS\n  then a maintainer decides"
    )


def test_a_new_submission_has_no_owner_yet(verdict):
    """Whoever opens the pull request may add it."""
    assert verdict(NEW, owner="stranger")[0] == 0


def test_main_may_have_moved_on(repository, verdict):
    """What others merged since is no change of this pull request."""
    head = repository.commit("pull", NEW, repository.git("rev-parse", "refs/heads/main"))
    repository.commit("next", {"README.md": b"moved\n"} | submission("newer_model"), "refs/heads/main")
    assert verdict(head, base="next") == (0, f"{HERE}\n")


def test_what_was_looked_at_is_what_is_written(verdict, tmp_path):
    """Bytes come from git objects: no filter, no line ends, no checkout between them and the run."""
    (tmp_path / "new_model").mkdir()
    (tmp_path / "new_model/old.py").touch()
    content = CODE.replace(b"\n", b"\r\n")
    assert verdict(new(embed__py=content), into=tmp_path)[0] == 0
    assert {path.name for path in (tmp_path / "new_model").iterdir()} == {
        "submission.yaml",
        "embed.py",
        "dvc.yaml",
    }
    assert (tmp_path / "new_model/embed.py").read_bytes() == content


def test_what_is_refused_is_not_written(verdict, tmp_path):
    """Nothing of it reaches a step that runs it."""
    assert verdict(new(scores__json=b"{}"), into=tmp_path)[0] == REFUSED
    assert list(tmp_path.iterdir()) == []


def test_the_command_ends_with_its_verdict(repository):
    """0, 1 and 3 are what a workflow reads."""
    heads = {
        0: repository.commit("pull", NEW, "refs/heads/main"),
        REFUSED: repository.commit("pull", new(scores__json=b""), "refs/heads/main"),
        NEEDS_MAINTAINER: repository.commit("pull", {"README.md": b"x"}, "refs/heads/main"),
    }
    for code, head in heads.items():
        words = [sys.executable, "-m", "stages.gate", "--base", "main", "--head", head]
        words += ["--repository", str(repository.root)]
        done = subprocess.run(
            words, cwd=ROOT, capture_output=True, check=False, env={"PATH": os.environ["PATH"]}
        )
        assert done.returncode == code
