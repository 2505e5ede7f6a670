"""What is installed is, file by file, what was resolved: by its hash, and by nothing else."""

import os
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LOCKS = {name: (ROOT / name).read_text() for name in ("requirements.lock", "requirements.torch.lock")}
PINS = {name: re.findall(r"^([a-z][a-z0-9-]*)==", text, re.MULTILINE) for name, text in LOCKS.items()}
STUB = """#!/usr/bin/env bash
# Writes down what is asked of Python, and what a file that it is given says.
printf '%s ' "$@" >> {told}
last="${{@: -1}}"
if [ -p "$last" ]; then
  printf '< %s' "$(sed 's/[ =].*//' "$last" | grep '^[a-z]' | paste -sd' ')" >> {told}
fi
echo >> {told}
if [ "$4" = --quiet ] && [ "$3" = download ]; then touch "$8/torch-2.13.0{build}-cp311-cp311-linux.whl"; fi
"""


@pytest.mark.parametrize("text", LOCKS.values(), ids=LOCKS)
def test_every_package_has_a_version_and_hashes(text):
    """And no line names a place where it would have to come from."""
    blocks = re.split(r"^(?=[a-z])", text, flags=re.MULTILINE)[1:]
    assert blocks
    for block in blocks:
        first, *rest = block.removesuffix("\n").split(" \\\n")
        assert re.fullmatch(r"[a-z0-9][a-z0-9.-]*==[\w.!+-]+( ; .+)?", first)
        assert rest
        assert all(re.fullmatch(r" {4}--hash=sha256:[0-9a-f]{64}", line) for line in rest)
    assert "://" not in text


def test_all_that_is_asked_for_is_locked_once():
    """Torch and its libraries of CUDA are in a lock of their own."""
    asked = re.findall(r"^[\w.-]+", (ROOT / "requirements.in").read_text(), re.MULTILINE)
    locked = {name for names in PINS.values() for name in names}
    assert {name.replace(".", "-").lower() for name in asked} <= locked
    assert not set(PINS["requirements.lock"]) & set(PINS["requirements.torch.lock"])
    assert all(re.match("torch$|triton|nvidia-|cuda-", name) for name in PINS["requirements.torch.lock"])


def installed(tmp_path, build):
    """Return how .ci/environment ends, and what it says to a Python whose index offers a build of torch."""
    python, told = tmp_path / "python", tmp_path / "told"
    python.write_text(STUB.format(told=told, build=build))
    python.chmod(0o755)
    environment = {"PATH": os.environ["PATH"]}
    ended = subprocess.run(
        [ROOT / ".ci/environment", python], check=False, env=environment, stderr=subprocess.PIPE, text=True
    )
    return ended, told.read_text().splitlines()


def test_everything_is_installed_by_its_hash(tmp_path):
    """The default build of torch too, as it was downloaded, and then what it needs."""
    ended, lines = installed(tmp_path, build="")
    assert ended.returncode == 0, ended.stderr
    installs = [line for line in lines if " install " in line]
    assert all("--no-deps --require-hashes" in line for line in installs)
    assert [line.rpartition("< ")[2].strip() for line in installs if "<" in line] == [
        "setuptools",
        "antlr4-python3-runtime docrep",
        "torch",
    ]
    assert [line.split()[-1] for line in installs if "<" not in line] == [*LOCKS]


def test_a_build_that_the_machine_itself_offers_is_taken_as_it_is(tmp_path):
    """Its settings name it; no library of CUDA follows."""
    ended, (*_, last, _) = installed(tmp_path, build="+cpu")
    assert ended.returncode == 0, ended.stderr
    assert "--no-deps --no-index" in last
    assert "torch-2.13.0+cpu" in last


def test_a_build_for_a_gpu_is_refused(tmp_path):
    """It would lack its libraries: which of them it needs, no lock says."""
    ended, lines = installed(tmp_path, build="+cu128")
    assert ended.returncode == 1
    assert ended.stderr.splitlines() == [
        (
            "error: pip found torch-2.13.0+cu128-cp311-cp311-linux.whl; "
            "expected a build of torch for the CPU (+cpu) or the default one"
        ),
        "  in   pip's settings (pip config list)",
        "  fix  unset PIP_EXTRA_INDEX_URL PIP_INDEX_URL PIP_FIND_LINKS, or let them name builds for the CPU",
    ]
    assert " download " in lines[-1]


def test_nothing_is_built_but_what_exists_as_source_only(tmp_path):
    """Those two are installed before; of all others wheels alone are taken."""
    _, lines = installed(tmp_path, build="")
    assert [line for line in lines if "--only-binary :all:" in line and line.endswith("requirements.lock ")]
