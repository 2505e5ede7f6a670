"""A transcript: one clone pushes over S3, another pulls over HTTP without credentials and computes nothing.

    python -m benchmarks.two_clones

It runs the test that does this, in clones of a small benchmark, and writes a part of docs/remotes.md.
"""

from pathlib import Path

from benchmarks.reported import reported
from benchmarks.sections import write_section
from stages.cli import run
from stages.files import read_json, write_json

_RESULTS, _PAGE = Path("benchmarks/results/two_clones.json"), Path("docs/remotes.md")
_TEST = "tests/test_remotes.py::test_maintainers_push_over_s3_and_the_public_pulls_over_http"


def two_clones(*, results: Path = _RESULTS, page: Path = _PAGE) -> None:
    """Write what was typed and answered in both clones."""
    (found,) = reported("transcript", [_TEST])
    write_json({"transcript": found.splitlines()}, results)
    write_section(page, "two clones", transcript(read_json(results)["transcript"]))


def transcript(lines: list[str]) -> str:
    """Return the transcript as a block of Markdown."""
    return "\n".join(["```text", *lines, "```"])


if __name__ == "__main__":
    run(two_clones)
