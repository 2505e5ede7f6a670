"""What tests report of themselves: properties of theirs, in the order in which they ran."""

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

from stages.errors import BenchmarkError


def reported(name: str, tests: list[str]) -> Iterator[str]:
    """Run tests, long ones too, and yield the properties of a name that they recorded.

    Raises
    ------
    BenchmarkError
        If a test fails or is skipped.
    """
    with tempfile.TemporaryDirectory(prefix="reported-") as folder:
        file = Path(folder) / "report.xml"
        words = [sys.executable, "-m", "pytest", "-q", "-m", "", "-o", "junit_family=xunit1"]
        subprocess.run([*words, f"--junitxml={file}", *tests], check=False)
        for case in ET.parse(file).iter("testcase"):  # noqa: S314 - pytest wrote it
            _require_passed(case)
            yield from (leaf.attrib["value"] for leaf in case.iter("property") if leaf.attrib["name"] == name)


def _require_passed(case: ET.Element) -> None:
    for outcome in ("failure", "error", "skipped"):
        if (found := case.find(outcome)) is not None:
            name = f"{case.attrib['file']}::{case.attrib['name']}"
            raise BenchmarkError(
                f"{outcome}: {found.attrib.get('message', '')[:200]}; expected a test that passes",
                where=name,
                fix=f"pytest -m '' '{name}'",
            )
