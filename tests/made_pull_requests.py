"""A repository of submissions, and pull requests to it: bytes in git, of any mode and name."""

import subprocess
from dataclasses import dataclass
from pathlib import Path

PLAIN, PROGRAM, LINK, REPOSITORY = "100644", "100755", "120000", "160000"
TEMPLATE = (Path(__file__).parent.parent / "submissions/_template/dvc.yaml").read_bytes()
CODE = b'"""Counts."""\n\n\ndef embed(adata, run):\n    """Return them."""\n    return adata.X.toarray()\n'

Content = bytes | tuple[str, bytes | str] | None  # a file, (mode, bytes or object id), or a deletion


def description(name: str, **keys: str) -> bytes:
    """Return a submission.yaml."""
    content = {"id": name, "name": name, "version": "1", "summary": "Counts.", "license": "MIT"}
    content |= {"track": "fitted", "dataset_context": "fit", "runtime": "{}"} | keys
    return "".join(f"{key}: {value}\n" for key, value in content.items()).encode()


def submission(name: str, **keys: str) -> dict[str, Content]:
    """Return the three files of a submission by path."""
    files = {"submission.yaml": description(name, **keys), "embed.py": CODE, "dvc.yaml": TEMPLATE}
    return {f"submissions/{name}/{file}": content for file, content in files.items()}


@dataclass(frozen=True)
class Repository:
    """A bare repository that is written through git's own import, so that nothing is normalised."""

    root: Path

    def git(self, *words: str, given: bytes = b"") -> str:
        """Return what git prints."""
        command = ["git", "-C", str(self.root), *words]
        return subprocess.run(command, input=given, capture_output=True, check=True).stdout.decode().strip()

    def commit(self, branch: str, changes: dict[str, Content], parent: str | None = None) -> str:
        """Return a new commit on a branch that starts at `parent`."""
        start = f"from {parent}\n" if parent else ""
        lines = [f"commit refs/heads/{branch}\ncommitter tests <tests@localhost> 0 +0000\n".encode()]
        lines += [b"data 0\n", start.encode()]
        for path, content in changes.items():
            lines.append(_change(path, content))
        self.git("fast-import", "--quiet", "--force", given=b"".join(lines))
        return self.git("rev-parse", f"refs/heads/{branch}")

    def tree(self, *entries: tuple[str, bytes, str]) -> str:
        """Return a tree of (mode, name, id) exactly as given, also where git would not write it."""
        raw = b"".join(
            mode.encode() + b" " + name + b"\0" + bytes.fromhex(oid) for mode, name, oid in entries
        )
        return self.git("hash-object", "-t", "tree", "-w", "--literally", "--stdin", given=raw)

    def commit_tree(self, tree: str, *parents: str) -> str:
        """Return a commit of a tree."""
        author = ["-c", "user.name=tests", "-c", "user.email=tests@localhost"]
        flags = [word for parent in parents for word in ("-p", parent)]
        return self.git(*author, "commit-tree", tree, *flags, "-m", "x")


def made_repository(root: Path, n_submissions: int) -> Repository:
    """Return a repository whose branch main has submissions, the template and other files."""
    subprocess.run(["git", "init", "--quiet", "--bare", root], check=True)
    files: dict[str, Content] = {
        "README.md": b"# Cells\n",
        "stages/score.py": b"\n",
        ".github/SUBMITTERS": b"# id login\nmodel_7 Somebody other-login # since 2025\n",
        "submissions/_template/dvc.yaml": TEMPLATE,
        "submissions/model_7/dvc.lock": b"schema: '2.0'\n",
    }
    for number in range(n_submissions):
        files |= submission(f"model_{number}")
    repository = Repository(root)
    repository.commit("main", files)
    return repository


def _change(path: str, content: Content) -> bytes:
    quoted = (
        '"'
        + "".join(chr(b) if 32 < b < 127 and chr(b) not in '"\\' else f"\\{b:03o}" for b in path.encode())
        + '"'
    )
    if content is None:
        return f"D {quoted}\n".encode()
    mode, data = content if isinstance(content, tuple) else (PLAIN, content)
    if isinstance(data, str):
        return f"M {mode} {data} {quoted}\n".encode()
    return f"M {mode} inline {quoted}\ndata {len(data)}\n".encode() + data + b"\n"
