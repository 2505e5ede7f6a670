"""The rules on what lies where: each yields all that it refuses."""

from collections.abc import Iterator

from stages.errors import BenchmarkError, did_you_mean
from stages.gating.names import folded, shown, unfit
from stages.gating.objects import Entry
from stages.gating.proposal import MADE_BY_US, MAX_FILE, PLAIN, READABLE, Proposal

_KINDS = {
    "040000": "a folder",
    "120000": "a symbolic link",
    "160000": "a link to another repository",
    "100755": "executable",
}
_FILES = ", ".join(sorted(READABLE))


def has_a_name_of_its_own(proposal: Proposal) -> Iterator[BenchmarkError]:
    """Refuse an id of another form, and one that could be taken for another submission."""
    fix = "rename the folder and `id`"
    if expected := unfit(proposal.id):
        what = f"the folder is `{shown(proposal.id)}`; {expected}"
        yield BenchmarkError(what, where=proposal.where(), fix=fix)
    for other in sorted(proposal.existing - {proposal.id}):
        if folded(other) == folded(proposal.id):
            what = f"the folder differs from `{other}` by case, - and _ only; expected a name of its own"
            yield BenchmarkError(what, where=proposal.where(), fix=fix)


def is_a_folder_that_stays(proposal: Proposal) -> Iterator[BenchmarkError]:
    """Refuse a folder that is deleted or none, and files that are deleted."""
    if proposal.entry is None:
        yield BenchmarkError(
            "the submission is deleted; expected additions and changes only",
            where=proposal.where(),
            fix="keep it, and name what takes its place with `superseded_by`",
        )
        return
    if proposal.entry.kind != "tree":
        yield BenchmarkError(
            f"{_kind(proposal.entry)}; expected a folder",
            where=proposal.where(),
            fix=f"git rm --cached {proposal.where()}  and add a folder with {_FILES}",
        )
    for name in sorted(proposal.before.keys() - proposal.files.keys()):
        yield BenchmarkError(
            "the file is deleted; expected additions and changes only",
            where=proposal.where(name),
            fix=f"git checkout origin/main -- {proposal.where(name)}",
        )


def has_the_files_of_a_submission(proposal: Proposal) -> Iterator[BenchmarkError]:
    """Refuse new and changed files that a submission does not have, or that its author does not write."""
    for name in sorted(proposal.changed):
        where = proposal.where(name)
        if name in MADE_BY_US:
            what = f"{name} is part of the pull request; expected none: those who review make it"
            undo = "git checkout origin/main --" if name in proposal.before else "git rm --cached"
            yield BenchmarkError(what, where=where, fix=f"{undo} {where}")
        elif name not in READABLE:
            guess = did_you_mean(shown(name), READABLE)
            yield BenchmarkError(
                f"a submission has no `{shown(name)}`{guess}; it has {_FILES}",
                where=where,
                fix="move code into embed.py, and data into a file of runtime.checkpoint",
            )


def has_plain_small_files(proposal: Proposal) -> Iterator[BenchmarkError]:
    """Refuse new and changed entries that are no plain file (mode 100644), or larger than one reads."""
    for name, entry in sorted(proposal.changed.items()):
        where = proposal.where(name)
        if entry.mode != PLAIN:
            is_program = entry.mode == "100755"
            yield BenchmarkError(
                f"{_kind(entry)}; expected a plain file (mode {PLAIN})",
                where=where,
                fix=f"git update-index --chmod=-x {where}" if is_program else "add the text itself",
            )
        elif entry.size > MAX_FILE:
            yield BenchmarkError(
                f"{entry.size:,} bytes; expected at most {MAX_FILE:,}",
                where=where,
                fix="declare what is large as a file of runtime.checkpoint, by url and sha256",
            )


def _kind(entry: Entry) -> str:
    return f"{_KINDS.get(entry.mode, 'a file')} (mode {entry.mode})"
