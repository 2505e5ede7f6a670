"""Git objects are read as they are stored, and nothing in a hostile repository runs or is replaced."""

import pytest
from made_pull_requests import CODE, made_repository, submission

from stages.errors import BenchmarkError
from stages.gating import objects
from stages.gating.objects import Entry, Objects

NEW = submission("new_model")


@pytest.fixture(scope="module")
def repository(tmp_path_factory):
    """Return a repository of two submissions."""
    return made_repository(tmp_path_factory.mktemp("gating") / "repository.git", n_submissions=2)


@pytest.fixture
def reader(repository):
    """Return what reads it."""
    return Objects(repository.root)


def test_a_tree_is_read_level_by_level(reader):
    """Sizes are read where they are asked for; what is no folder has no entries."""
    top = reader.tree(reader.commit("main", "base"))
    assert {"README.md", "submissions", "stages"} < top.keys()
    assert top["README.md"] == Entry("100644", "blob", top["README.md"].oid, 0)
    model = reader.folder(reader.folder(top, "submissions"), "model_1", sizes=True)
    assert model["embed.py"].size == len(CODE)
    assert reader.blob(model["embed.py"].oid) == CODE
    assert reader.folder(top, "README.md") == reader.folder(top, "absent") == {}


@pytest.mark.parametrize("revision", ["main", "refs/heads/main", "main^", "main~1", "main~12"])
def test_a_branch_and_its_parents_are_names(revision):
    """The commit before the last one is one, too."""
    assert objects._REVISION.fullmatch(revision)


@pytest.mark.parametrize(
    "revision",
    [
        "--output=x",
        "-h",
        "main:README.md",
        "main..pull",
        "main^{tree}",
        "@{-1}",
        ":/x",
        "",
        "a b",
        "x" * 300,
        "main\n",
    ],
)
def test_only_names_of_commits_reach_git(reader, revision):
    """No option, range, path or search passes for a commit."""
    with pytest.raises(BenchmarkError, match="is no name of a commit") as caught:
        reader.commit(revision, "head")
    assert caught.value.where == "--head"


def test_a_commit_that_is_not_there_is_told(reader):
    """The way out is the command that fetches it."""
    with pytest.raises(BenchmarkError, match="is no commit here") as caught:
        reader.commit("0" * 40, "base")
    assert caught.value.fix == f"git fetch origin {'0' * 40}"


def test_a_file_is_no_commit(repository, reader):
    """An id of another kind of object is refused."""
    with pytest.raises(BenchmarkError, match="is no commit here"):
        reader.commit(repository.git("rev-parse", "main:README.md"), "base")


def test_histories_without_one_common_commit_are_refused(repository, reader):
    """Without it, or with two of them, nobody can say what a pull request changes."""
    main = repository.git("rev-parse", "main")
    orphan = repository.commit("orphan", {"README.md": b"x"})
    with pytest.raises(BenchmarkError, match="no commit in common"):
        reader.merge_base(main, orphan)
    sides = [repository.commit(f"side{n}", {"README.md": bytes([65 + n])}, main) for n in range(2)]
    tree = repository.git("rev-parse", "main^{tree}")
    crossed = [repository.commit_tree(tree, *parents) for parents in (sides, sides[::-1])]
    with pytest.raises(BenchmarkError, match="2 last common commits; expected 1"):
        reader.merge_base(*crossed)
    assert reader.merge_base(*sides) == main


def test_an_answer_without_end_is_cut(repository, reader, monkeypatch):
    """A tree of a million names is refused, not kept in memory."""
    monkeypatch.setattr(objects, "_MAX_OUTPUT", 100)
    with pytest.raises(BenchmarkError, match="git printed more than 0 MiB; expected a small answer"):
        reader.tree(repository.git("rev-parse", "main^{tree}"))


def test_what_git_says_of_a_damaged_object_is_told(reader):
    """The words are git's; the way out is the command that looks at all objects."""
    with pytest.raises(BenchmarkError, match="a file cannot be read") as caught:
        reader.blob("1" * 40)
    assert caught.value.fix == "git fsck"


def test_nothing_of_a_repository_runs(repository, reader, tmp_path):
    """Commands that a repository names for its diffs, pages, hooks and words are never started."""
    canary, command = tmp_path / "canary", tmp_path / "command"
    command.write_text(f"#!/bin/sh\ntouch {canary}\n")
    command.chmod(0o755)
    settings = [
        "core.fsmonitor",
        "core.pager",
        "core.sshCommand",
        "core.gitProxy",
        "core.alternateRefsCommand",
    ]
    settings += ["diff.x.textconv", "diff.external", "filter.x.smudge", "uploadpack.packObjectsHook"]
    head = repository.commit("hostile", NEW | {".gitattributes": b"* diff=x filter=x\n"}, "refs/heads/main")
    for key in settings:
        repository.git("config", key, str(command))
    repository.git("config", "alias.ls-tree", f"!{command}")
    tree = reader.tree(reader.commit(head, "head"))
    reader.merge_base(reader.commit("main", "base"), head)
    assert reader.blob(tree[".gitattributes"].oid) == b"* diff=x filter=x\n"
    assert not canary.exists()
    repository.git("diff", "main", head)
    assert canary.exists(), "the attack works on a git that is used without care"


def test_replaced_objects_are_seen_as_they_were_written(repository, reader):
    """A commit that git shows as another one is judged by what it is."""
    head = repository.commit("replaced", {"stages/score.py": b"x"}, "refs/heads/main")
    honest = repository.commit("honest", NEW, "refs/heads/main")
    repository.git("update-ref", f"refs/replace/{head}", honest)
    assert "new_model" not in reader.folder(reader.tree(head), "submissions")
    assert "new_model" in repository.git("ls-tree", f"{head}:submissions"), "git itself is misled"


def test_lines_of_many_files_are_found_in_one_go(reader):
    """Of a commit, not of a work tree; nothing where nothing is found."""
    tip = reader.commit("main", "base")
    found = reader.matching(tip, "^name:", "submissions/*/submission.yaml")
    assert found["submissions/model_1/submission.yaml"] == "name: model_1"
    assert len(found) == 2
    assert reader.matching(tip, "^nothing:", "submissions/*/submission.yaml") == {}
