"""Git objects, read and nothing else: no filter, hook, pager, replaced object or lazy fetch."""

import os
import re
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from threading import Timer

from stages.errors import BenchmarkError

# A branch, tag or object id, with at most one step to a parent; no option, range or path.
_REVISION = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]{0,199}(\^[12]?|~[0-9]{1,3})?")
_MAX_OUTPUT = 32 << 20  # bytes
_MAX_SECONDS = 60
_ENVIRONMENT = {
    "PATH": os.environ.get("PATH", os.defpath),
    "HOME": os.devnull,
    "LC_ALL": "C",
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_ATTR_NOSYSTEM": "1",
    "GIT_GRAFT_FILE": os.devnull,
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
}
_FLAGS = ("--no-pager", "-c", "protocol.allow=never", "-c", "core.fsmonitor=false", "-c", "core.hooksPath=")


@dataclass(frozen=True, slots=True)
class Entry:
    """A name in a tree: what it points to, and a blob's size in bytes."""

    mode: str
    kind: str
    oid: str
    size: int = 0


Tree = Mapping[str, Entry]


class Objects:
    """The commits, trees and blobs of a repository."""

    def __init__(self, repository: Path) -> None:
        self.repository = repository

    def commit(self, revision: str, flag: str) -> str:
        """Return the id of the commit that `--<flag>` names."""
        if not _REVISION.fullmatch(revision) or ".." in revision:
            raise BenchmarkError(
                f"{revision!r:.80} is no name of a commit; expected a branch, a tag or a commit id",
                where=f"--{flag}",
                fix=f"--{flag} $(git rev-parse <branch>)",
            )
        words = ("rev-parse", "--verify", "--end-of-options", f"{revision}^{{commit}}")
        found = self._git(
            *words,
            what=f"{revision} is no commit here",
            where=f"--{flag}",
            fix=f"git fetch origin {revision}",
        )
        return found.decode().strip()

    def merge_base(self, base: str, head: str) -> str:
        """Return the one commit from which `head` went its own way."""
        what = "base and head have no commit in common"
        where = f"{base[:12]} and {head[:12]}"
        fix = "git fetch --unshallow origin, or git rebase the pull request onto main"
        found = self._git("merge-base", "--all", base, head, what=what, where=where, fix=fix).split()
        if len(found) != 1:
            raise BenchmarkError(
                f"base and head have {len(found)} last common commits; expected 1", where=where, fix=fix
            )
        return found[0].decode()

    def tree(self, oid: str, *, sizes: bool = False) -> Tree:
        """Return the entries of one level of a tree; nothing below it is looked at."""
        words = ["ls-tree", "-z", *(["--long"] if sizes else []), oid]
        listed = self._git(*words, what="a tree cannot be read", where=oid, fix="git fsck")
        return dict(_entry(line) for line in listed.split(b"\0")[:-1])

    def folder(self, tree: Tree, name: str, *, sizes: bool = False) -> Tree:
        """Return the entries of a folder in `tree`; none where there is no such folder."""
        entry = tree.get(name)
        return self.tree(entry.oid, sizes=sizes) if entry and entry.kind == "tree" else {}

    def blob(self, oid: str) -> bytes:
        """Return the bytes of a file as they are stored."""
        return self._git("cat-file", "blob", oid, what="a file cannot be read", where=oid, fix="git fsck")

    def matching(self, commit: str, pattern: str, pathspec: str) -> dict[str, str]:
        """Return path -> the first line in which a pattern is found, of those files of a commit."""
        words = ("grep", "-z", "--text", "--max-count=1", "-e", pattern, commit, "--", pathspec)
        found = self._git(*words, what="files cannot be searched", where=commit, fix="git fsck", empty=1)
        lines = (line.partition(b"\0") for line in found.splitlines())
        return {name.decode().removeprefix(f"{commit}:"): text.decode() for name, _, text in lines}

    def _git(self, *words: str, what: str, where: str, fix: str, empty: int = 0) -> bytes:
        """Return what git prints, at most 32 MiB in at most a minute; a failure is told in its words.

        The exit status `empty` means that there is nothing to print.
        """
        command = ["git", *_FLAGS, "-C", str(self.repository), *words]
        with (
            tempfile.TemporaryFile() as complaint,
            subprocess.Popen(command, stdout=subprocess.PIPE, stderr=complaint, env=_ENVIRONMENT) as process,  # noqa: S603 - ids and checked names only
        ):
            assert process.stdout
            clock = Timer(_MAX_SECONDS, process.kill)
            clock.start()
            output = process.stdout.read(_MAX_OUTPUT + 1)
            if len(output) > _MAX_OUTPUT:
                process.kill()
            process.stdout.close()
            status = process.wait()
            clock.cancel()
            complaint.seek(0)
            said = complaint.read(200).decode(errors="replace").strip() or f"git ended with {status}"
        if len(output) > _MAX_OUTPUT:
            raise BenchmarkError(
                f"git printed more than {_MAX_OUTPUT >> 20} MiB; expected a small answer",
                where=where,
                fix="leave generated files out of the pull request",
            )
        if status not in {0, empty}:
            raise BenchmarkError(f"{what} ({said})", where=where, fix=fix)
        return output


def _entry(line: bytes) -> tuple[str, Entry]:
    """Read `mode type id [size]<TAB>name`; bytes that are no UTF-8 stay tellable apart."""
    facts, _, name = line.partition(b"\t")
    mode, kind, oid, *size = facts.decode().split()
    known = int(size[0]) if size and size[0] != "-" else 0
    return name.decode("utf-8", "surrogateescape"), Entry(mode, kind, oid, known)
