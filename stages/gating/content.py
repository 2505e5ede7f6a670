"""The rules on what files say: each yields all that it refuses."""

import unicodedata
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from stages.errors import BenchmarkError, did_you_mean
from stages.gating.names import unfit
from stages.gating.proposal import ROOT, Proposal
from stages.submission import as_read, read_submission, require_unchanged_pipeline

MAX_LINE = 2000  # characters
_LAYOUT = frozenset("\t\n\r")
_LINES = {"Zl", "Zp"}  # end a line for some readers only


def is_text_that_shows_what_it_is(proposal: Proposal) -> Iterator[BenchmarkError]:
    """Refuse new and changed files that a reviewer cannot see as the interpreter does."""
    for name in sorted(proposal.contents.keys() & proposal.changed.keys()):
        where = proposal.where(name)
        try:
            text = proposal.contents[name].decode("utf-8")
        except UnicodeDecodeError as error:
            what = f"byte {error.start} is no UTF-8; expected UTF-8 text"
            yield BenchmarkError(what, where=where, fix="save the file as UTF-8")
            continue
        if text.startswith("version https://git-lfs"):
            yield BenchmarkError(
                "a pointer to a large file elsewhere; expected the text itself",
                where=where,
                fix=f"git lfs untrack {where} && git add --renormalize {where}",
            )
        yield from _unreadable(text, where)


def _unreadable(text: str, where: str) -> Iterator[BenchmarkError]:
    lines = enumerate(text.split("\n"), 1)
    if long := next(((number, len(line)) for number, line in lines if len(line) > MAX_LINE), None):
        what = f"a line of {long[1]:,} characters; expected at most {MAX_LINE:,}"
        yield BenchmarkError(what, where=f"{where}:{long[0]}", fix="break the line")
    for sign in sorted(set(text) - _LAYOUT):
        if unicodedata.category(sign) in _LINES or unicodedata.category(sign).startswith("C"):
            yield BenchmarkError(
                f"U+{ord(sign):04X}, which shows as nothing or reorders what is shown; expected visible text",
                where=f"{where}:{text.count(chr(10), 0, text.index(sign)) + 1}",
                fix="remove the character, or write it as an escape",
            )


def follows_the_schema(proposal: Proposal) -> Iterator[BenchmarkError]:
    """Refuse a description that the schema refuses, and a pipeline that is not the template of base."""
    if unfit(proposal.id) or not proposal.files:
        return  # refused for that already
    with TemporaryDirectory(prefix="frozen-cells-gate-") as scratch:
        folder = Path(scratch, ROOT, proposal.id)
        write_folder(proposal, folder)
        (folder.parent / "_template").mkdir()
        (folder.parent / "_template" / "dvc.yaml").write_bytes(proposal.template)
        for require in (partial(_require_description, proposal), require_unchanged_pipeline):
            try:
                require(folder)
            except BenchmarkError as error:
                for each in (error, *error.others):
                    what, where, fix = (
                        text.replace(f"{scratch}/", "") for text in (each.what, each.where, each.fix)
                    )
                    yield BenchmarkError(what, where=where, fix=fix)


def write_folder(proposal: Proposal, folder: Path) -> None:
    """Write the files of a submission as the pull request has them: what was looked at is what runs."""
    folder.mkdir(parents=True)
    for name, content in proposal.contents.items():
        (folder / name).write_bytes(content)


def _require_description(proposal: Proposal, folder: Path) -> None:
    submission = read_submission(folder)
    for other, name in proposal.names.items():
        if other != folder.name and as_read(name) == as_read(submission.name):
            raise BenchmarkError(
                f"name is {submission.name!r}, as `{other}` is named; expected a name of its own",
                where=f"{folder}/submission.yaml: name",
                fix="say what is different, for example the version or the size of the model",
            )
    successor, known = submission.superseded_by, proposal.existing | {folder.name}
    if successor and successor not in known:
        raise BenchmarkError(
            f"superseded_by is `{successor}`; there is no such submission{did_you_mean(successor, known)}",
            where=f"{folder}/submission.yaml: superseded_by",
            fix=f"name a folder of {ROOT}/, or remove the key",
        )
