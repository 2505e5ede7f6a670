"""What goes wrong on purpose in the tests, how often, and that nothing is lost by it.

    python -m benchmarks.faults                              all of them, half an hour
    python -m benchmarks.faults --tests tests/test_faults.py

The tests report a fault where they have seen that it did no harm; one that fails is named, and there is no
table. It writes the table of docs/remotes.md.
"""

import json
from pathlib import Path
from typing import Any

from benchmarks.machine import machine
from benchmarks.reported import reported
from benchmarks.sections import write_section
from stages.cli import run
from stages.files import read_json, write_json

_RESULTS, _PAGE = Path("benchmarks/results/faults.json"), Path("docs/remotes.md")
# The long form of a test stands for its short one.
_TESTS = (
    "tests/test_kills.py::test_stages_that_are_killed_lose_nothing[200]",
    "tests/test_faults.py::test_a_row_that_was_acknowledged_survives_any_kill[200]",
    "tests/test_faults.py::test_writers_at_the_same_time_lose_no_row",
    "tests/test_faults.py::test_a_full_disk_keeps_the_old_file_and_is_named[20]",
    "tests/test_intact.py",
    "tests/test_download.py",
    "tests/test_remotes.py::test_a_damaged_object_is_refused_and_named",
    "tests/test_spread.py",
    "tests/test_pipeline.py::test_submissions_that_crash_hang_or_give_nan_are_shown_and_the_others_are_published",
    "tests/test_pipeline.py::test_a_second_run_changes_no_byte",
    "tests/test_pipeline.py::test_two_runs_of_the_same_evaluation_end_as_one",
    "tests/test_verify.py::test_a_consistent_forgery_is_found_by_making_it_again",
)


def faults(*, tests: list[str] | None = None, results: Path = _RESULTS, page: Path = _PAGE) -> None:
    """Run tests in which something goes wrong, and write what they report.

    Parameters
    ----------
    tests
        Of pytest; default: all that report a fault, in their long form.
    results, page
        The file of results, and the page whose table is made from it; what `tests` report is added to them.

    Raises
    ------
    BenchmarkError
        If a test fails or is skipped.
    """
    known: dict[str, Any] = read_json(results)["faults"] if tests and results.exists() else {}
    found: dict[str, Any] = {}
    for report in map(json.loads, reported("fault", tests or list(_TESTS))):
        row = found.setdefault(report["what"], {"holds": report["holds"], "times": 0})
        row["times"] += report["times"]
    write_json({"machine": machine(), "faults": known | found}, results)
    write_section(page, "faults", table(read_json(results)["faults"]))


def table(found: dict[str, dict[str, Any]]) -> str:
    """Return what goes wrong, how often it did, and what held every time."""
    lines = ["| what goes wrong | how often | every time |", "|---|--:|---|"]
    lines += [f"| {what} | {row['times']:,} | {row['holds']} |" for what, row in sorted(found.items())]
    return "\n".join(lines)


if __name__ == "__main__":
    run(faults)
