"""Whether a release may be made, and what it says of the numbers that moved."""

import json
import re
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from stages import __version__
from stages.cli import run
from stages.errors import BenchmarkError
from stages.files import write_text
from stages.intact import damages
from stages.locks import outputs
from stages.manifest import recorded
from stages.moved import moved

_SCORES = ("ok", "undefined")  # of an evaluation that has vectors
# What a section has in place of the day of the release; the day of its last change may stand in it.
_WAITING = re.compile(r" \(unreleased(?:, [0-9-]+)?\)")
_LINE = "- Numbers that moved, and why:"
# What must have nothing left to run; simulations have a life of their own.
_SCORED = ["prepare", "control", "score", "aggregate"]


def release(*, version: str, tables: Path, changelog: Path, locks: list[Path], manifest: Path) -> None:
    """Check that everything is scored, recorded, pushed and audited; write what moved; say what is left.

    Every gap is printed, and then the exit code is 1. The section of the version in the changelog gets
    the numbers that moved since the last tag `v*`. Nothing is committed or tagged here.
    """
    gaps = [
        *_version_gaps(version),
        *_unscored(locks),
        *damages(
            [output for lock in locks for output in outputs(lock)],
            recorded(manifest),
            manifest=manifest,
            complete=True,
        ),
        *_unpushed(),
        *unaudited(tables),
    ]
    for gap in gaps:
        sys.stderr.write(f"{gap}\n")
    if gaps:
        sys.exit(1)
    tag = f"v{version}"
    if tag in _output("git", "tag", "--points-at", "HEAD").split() and not _output(
        "git", "status", "--short"
    ):
        sys.stdout.write(f"{tag} is complete: git push origin {tag}\n")
        return
    today, moves = datetime.now(UTC).date(), _moves(tables / "scores.parquet")
    text = with_moves(changelog.read_text(), version, moves, changelog, today)
    write_text(text, changelog)
    left = f"git commit -am 'Release {version}' && git tag {tag} && make release VERSION={version}"
    sys.stdout.write(f"Nothing is missing. To release: {left}\n")


def _version_gaps(version: str) -> Iterator[BenchmarkError]:
    if version != __version__:
        yield BenchmarkError(
            f"the version is {version or 'not given'}; the code says {__version__}",
            where="stages/__init__.py: __version__",
            fix=f"set it to what is released, or make release VERSION={__version__}",
        )


def _unscored(locks: list[Path]) -> Iterator[BenchmarkError]:
    submissions = [str(lock.with_name("dvc.yaml")) for lock in locks if lock.parent != Path()]
    status = json.loads(_output("dvc", "status", "--json", *_SCORED, *submissions))
    for stage in sorted(status):
        what = "has to run again: what it reads or wrote is not what its lock says"
        yield BenchmarkError(f"{stage} {what}", where=stage, fix=f"dvc repro --single-item {stage}")


def _unpushed() -> Iterator[BenchmarkError]:
    status = json.loads(_output("dvc", "status", "--json", "--cloud"))
    for path, state in sorted(status.items()):
        yield BenchmarkError(
            f"the default remote says `{state}` of {path}", where=path, fix=f"dvc push {path}"
        )


def unaudited(tables: Path) -> Iterator[BenchmarkError]:
    """Yield what the audit has not looked at, and where it found neither side right."""
    import pyarrow.parquet as pq  # noqa: PLC0415 - 0.2 s that `--help` need not pay

    path = tables / "audit.parquet"
    if not path.exists():
        yield BenchmarkError("nothing has been audited", where=str(path), fix="make audit")
        return
    rows: list[dict[str, Any]] = pq.read_table(path).to_pylist()
    evaluations = pq.read_table(tables / "evaluations.parquet").to_pylist()
    scored = [row["dataset"] for row in evaluations if row["status"] in _SCORES]
    for dataset, expected in sorted(Counter(scored).items()):
        found = max((row["n_evaluations"] for row in rows if row["dataset"] == dataset), default=0)
        if found != expected:
            what = f"{found} evaluations on `{dataset}` are audited; {expected} are scored"
            yield BenchmarkError(what, where=str(path), fix="make audit")
    for row in rows:
        if row["verdict"] == "different":
            what = f"{row['metric']} on `{row['dataset']}` differs from {row['judge']}, and nobody knows why"
            yield BenchmarkError(what, where=str(path), fix="find out which is right before it is published")


def with_moves(text: str, version: str, moves: list[str], changelog: Path, day: date) -> str:
    """Return a changelog with the numbers that moved, and the day, in the section of a version."""
    heading = rf"^## {re.escape(version)}\b[^\n]*\n(?:(?!^## ).)*?"
    line = rf"^{re.escape(_LINE)}[^\n]*\n(?:  [^\n]*\n)*"
    section = re.compile(f"({heading}){line}", re.MULTILINE | re.DOTALL)
    if not section.search(text):
        raise BenchmarkError(
            f"the changelog has no section `## {version}` with a line `{_LINE}`",
            where=str(changelog),
            fix="add the two",
        )
    lines = "".join(f"  - {move}\n" for move in moves)
    said = f"{_LINE}\n{lines}" if moves else f"{_LINE} none.\n"
    return section.sub(lambda match: _WAITING.sub(f" ({day})", match[1], count=1) + said, text, count=1)


def _moves(scores: Path) -> list[str]:
    """Return what moved since the last release; nothing where there was none."""
    tags = _output("git", "tag", "--list", "v*", "--sort=-v:refname", "--merged", "HEAD").split()
    if not tags:
        return []
    with tempfile.TemporaryDirectory() as folder:
        before = Path(folder) / "before.parquet"
        words = ["git", "show", f"{tags[0]}:{scores}"]
        before.write_bytes(subprocess.run(words, capture_output=True, check=True).stdout)  # noqa: S603 - ours
        return moved(before, scores)


def _output(*words: str) -> str:
    return subprocess.run(words, capture_output=True, text=True, check=True).stdout.strip()  # noqa: S603 - ours


if __name__ == "__main__":
    run(release)
