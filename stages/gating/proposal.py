"""The one folder that a pull request changes, or why it needs a maintainer."""

from collections.abc import Mapping
from dataclasses import dataclass

from stages.errors import BenchmarkError, on_one_line
from stages.gating.names import shown
from stages.gating.objects import Entry, Objects, Tree
from stages.submission import FILES

ROOT = "submissions"
SUBMITTERS = ".github/SUBMITTERS"
MADE_BY_US = frozenset({"dvc.lock"})  # in the folder, but written by those who review
READABLE = FILES - MADE_BY_US
PLAIN = "100644"
MAX_FILE = 256 * 1024  # bytes; times four files, 1 MiB is the most that a submission can be
_LISTED = 8


class NeedsMaintainerError(Exception):
    """No submission, or not one for this author: told with what is changed, and what happens next."""

    def __init__(self, what: str, *, where: str, then: str) -> None:
        what, where, then = (on_one_line(text) for text in (what, where, then))
        super().__init__(f"not a submission: {what}\n  in   {where}\n  then {then}")


@dataclass(frozen=True, slots=True)
class Proposal:
    """A submission as a pull request leaves it.

    Attributes
    ----------
    id, entry
        The folder's name, and what stands under it: None where it is deleted.
    files, before
        The folder's entries at head, and where head went its own way.
    contents
        Bytes of each file at head that a submission may hold, unless it is too large or no plain file.
    existing
        Ids of the submissions of base.
    names
        Id -> name on the board, of the submissions of base.
    template
        The dvc.yaml that every submission copies, as base has it.
    logins
        Who may change the folder, as base has it.
    """

    id: str
    entry: Entry | None
    files: Tree
    before: Tree
    contents: dict[str, bytes]
    existing: frozenset[str]
    names: Mapping[str, str]
    template: bytes
    logins: frozenset[str]

    @property
    def changed(self) -> dict[str, Entry]:
        """Entries that are new at head or differ."""
        return {name: entry for name, entry in self.files.items() if self.before.get(name) != entry}

    def where(self, name: str = "") -> str:
        """Return the path of the folder, or of a file in it, as one can see it."""
        return "/".join(shown(part) for part in (ROOT, self.id, name) if part)


def read_proposal(objects: Objects, *, base: str, head: str) -> Proposal:
    """Return what `head` changes below submissions/ since it left `base`.

    Raises
    ------
    NeedsMaintainerError
        If anything changes outside one folder of submissions/.
    BenchmarkError
        If a name is no commit, or the two have no single common ancestor.
    """
    tip, leaf = objects.commit(base, "base"), objects.commit(head, "head")
    where = f"{tip[:12]}..{leaf[:12]}"
    before, after = objects.tree(objects.merge_base(tip, leaf)), objects.tree(leaf)
    elsewhere = _differing(before, after) - {ROOT}
    old, new = objects.folder(before, ROOT), objects.folder(after, ROOT)
    touched = _differing(old, new)
    ids = {name for name in touched if not name.startswith(("_", "."))}
    if elsewhere or len(touched) != 1 or not ids:
        raise _no_submission(sorted(elsewhere) + [f"{ROOT}/{name}" for name in sorted(touched)], where)
    name = next(iter(ids))
    files = objects.folder(new, name, sizes=True)
    trunk = objects.tree(tip)
    return Proposal(
        id=name,
        entry=new.get(name),
        files=files,
        before=objects.folder(old, name, sizes=True),
        contents={key: objects.blob(entry.oid) for key, entry in files.items() if _may_be_read(key, entry)},
        existing=frozenset(key for key in objects.folder(trunk, ROOT) if not key.startswith("_")),
        names=_names(objects, tip),
        template=_template(objects, trunk),
        logins=_logins(objects, trunk, name),
    )


def _differing(before: Tree, after: Tree) -> set[str]:
    return {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}


def _may_be_read(name: str, entry: Entry) -> bool:
    return name in READABLE and entry.mode == PLAIN and entry.size <= MAX_FILE


def _no_submission(paths: list[str], where: str) -> NeedsMaintainerError:
    listed = ", ".join(shown(path) for path in paths[:_LISTED])
    more = f" and {len(paths) - _LISTED:,} more" if len(paths) > _LISTED else ""
    return NeedsMaintainerError(
        f"it changes {listed or 'nothing'}{more}; a submission changes one folder below {ROOT}/",
        where=where,
        then=f"a maintainer reviews it as code; to submit, change nothing but {ROOT}/<id>/",
    )


def _names(objects: Objects, tip: str) -> dict[str, str]:
    found = objects.matching(tip, "^name:", f"{ROOT}/*/submission.yaml")
    return {path.split("/")[1]: line.partition(":")[2].strip(" \"'") for path, line in found.items()}


def _template(objects: Objects, trunk: Tree) -> bytes:
    path = f"{ROOT}/_template/dvc.yaml"
    found = objects.folder(objects.folder(trunk, ROOT), "_template").get("dvc.yaml")
    if found is None:
        raise BenchmarkError(f"base has no {path}", where="--base", fix="name a commit of main")
    return objects.blob(found.oid)


def _logins(objects: Objects, trunk: Tree, name: str) -> frozenset[str]:
    """Return the logins on the line of a submission in .github/SUBMITTERS of base, in lower case."""
    folder, _, file = SUBMITTERS.partition("/")
    found = objects.folder(trunk, folder).get(file)
    lines = objects.blob(found.oid).decode().splitlines() if found else []
    words = [line.partition("#")[0].split() for line in lines]
    return frozenset(login.lower() for line in words if line[:1] == [name] for login in line[1:])
