"""What it costs to learn that nothing has to be done, in a leaderboard of 100 submissions on 20 datasets.

    python -m benchmarks.standing_still

Five minutes on a machine that does nothing else. It writes a table of docs/speed.md.
"""

import subprocess
import tempfile
from collections.abc import Mapping
from contextlib import chdir
from pathlib import Path

from benchmarks.large_repository import make_large_repository
from benchmarks.machine import machine
from benchmarks.process import cost_of
from benchmarks.sections import write_section
from stages.cli import run
from stages.files import read_json, write_json

_RESULTS, _PAGE = Path("benchmarks/results/standing_still.json"), Path("docs/speed.md")
_ONE, _DATASET = "submissions/s000/dvc.yaml", "set00"
COMMANDS = {
    "one evaluation": f"repro --single-item {_ONE}:embed@{_DATASET} {_ONE}:score@{_DATASET}",
    "one submission": f"repro --single-item {_ONE}",
    "one evaluation, with what is before it": f"repro {_ONE}:score@{_DATASET}",
    "one evaluation, status": f"status {_ONE}:score@{_DATASET}",
    "everything, status": "status",
}
_SPARSE = ("one evaluation", "one submission", "one evaluation, status")


def standing_still(
    *, submissions: int = 100, datasets: int = 20, results: Path = _RESULTS, page: Path = _PAGE
) -> None:
    """Measure commands of DVC that find everything done, and write the results and the table."""
    with tempfile.TemporaryDirectory(prefix="standing-") as folder:
        root = Path(folder)
        make_large_repository(root, submissions, datasets)
        with chdir(root):
            _cost("status")  # which hashes all files, once
            found = {name: _cost(words) for name, words in COMMANDS.items()}
            _become_sparse()
            sparse = {name: _cost(COMMANDS[name]) for name in _SPARSE}
    content = {"machine": machine(), "submissions": submissions, "datasets": datasets}
    write_json(content | {"whole": found, "sparse": sparse}, results)
    write_section(page, "standing still", table(read_json(results)))


def table(results: Mapping[str, Mapping[str, Mapping[str, float]]]) -> str:
    """Return the commands with CPU seconds and memory, in the whole repository and in a sparse checkout."""
    lines = ["| | command | CPU s | memory | CPU s, sparse |", "|---|---|--:|--:|--:|"]
    for name, words in COMMANDS.items():
        cost, sparse = results["whole"][name], results["sparse"].get(name)
        shown = f"{sparse['cpu_s']:.1f}" if sparse else ""
        lines.append(
            f"| {name} | `dvc {words}` | {cost['cpu_s']:.1f} | {cost['peak_mib']:.0f} MiB | {shown} |"
        )
    return "\n".join(lines)


def _cost(words: str) -> dict[str, float]:
    return cost_of(["-m", "dvc", *words.split()]).as_json()


def _become_sparse() -> None:
    """Leave one submission in the working tree, with what it reads and wrote."""
    kept = [".dvc", "stages", "data", "submissions/_template", "submissions/_libraries", "submissions/s000"]
    kept += [f"leaderboard/{kind}" for kind in ("datasets", "checks")]
    kept += [f"leaderboard/{kind}/s000" for kind in ("runs", "scores", "draws")]
    subprocess.run(["git", "sparse-checkout", "set", *kept], check=True)  # noqa: S607 - ours


if __name__ == "__main__":
    run(standing_still)
