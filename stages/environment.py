"""An environment of its own for a submission that pins other libraries than the benchmark's."""

import fcntl
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from stages.errors import BenchmarkError
from stages.schema import Runtime

ENVIRONMENTS = Path(__file__).parents[1] / "build" / "environments"
# What the harness imports. Where a submission pins them, its pins are taken.
_NEEDED = ("numpy", "anndata")
# uv has names of its own for what pip's users have set: pip's variable -> uv's, and what separates values.
_INDEXES = {
    "PIP_INDEX_URL": ("UV_DEFAULT_INDEX", " "),
    "PIP_EXTRA_INDEX_URL": ("UV_INDEX", " "),
    "PIP_FIND_LINKS": ("UV_FIND_LINKS", ","),
}
_UV_INDEXES = ("UV_DEFAULT_INDEX", "UV_INDEX", "UV_INDEX_URL", "UV_EXTRA_INDEX_URL", "UV_FIND_LINKS")
_LAYOUT = 1  # raised when an environment is built in another way: none of the old ones is used then
_MAX_TOLD = 400  # characters of uv's explanation
_UNREACHABLE = re.compile("error sending request|connect error|dns error|timed out", re.IGNORECASE)


def interpreter_of(runtime: Runtime, where: str, environments: Path = ENVIRONMENTS) -> Path:
    """Return the Python program that runs a submission; its environment is built if it is not there.

    No cell, label or weight is in sight of the build, and no code of a package runs: wheels are unpacked,
    source distributions are refused. What was built once is used by all that ask for the same.

    Parameters
    ----------
    runtime
        What the submission asks for; without requirements and python it is the benchmark's environment.
    where
        The file and the key named in an error.
    environments
        Folder of the environments, one for each set of requirements, Python and day.

    Raises
    ------
    BenchmarkError
        If this machine has no such Python, or no wheels fit the pins.
    """
    if not (runtime.requirements or runtime.python):
        return Path(sys.executable)
    folder = environments / environment_key(runtime)
    python = folder / "bin" / "python"
    with _only_one_builds(folder):
        if not (folder / "ready").exists():
            shutil.rmtree(folder, ignore_errors=True)
            sys.stderr.write(f"building the environment of {where} ...\n")
            _make(runtime, folder, where)
            _install(runtime, folder, where)
            (folder / "ready").touch()
    return python


def requirements_of(runtime: Runtime) -> list[str]:
    """Return the pins, sorted, and what the harness needs beside them."""
    pinned = {re.split(r"[\[=]", pin)[0].lower() for pin in runtime.requirements}
    return sorted(runtime.requirements) + [name for name in _NEEDED if name not in pinned]


def python_of(runtime: Runtime) -> str:
    """Return the version of Python that is asked for, the benchmark's own if none is."""
    return runtime.python or f"{sys.version_info.major}.{sys.version_info.minor}"


def environment_key(runtime: Runtime) -> str:
    """Return a name that two environments share only if they are the same."""
    content = [_LAYOUT, requirements_of(runtime), python_of(runtime), runtime.exclude_newer]
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()[:16]


def installed_versions(python: Path) -> dict[str, str]:
    """Return name -> version of all that is installed beside an interpreter of ours, loaded or not."""
    found = sorted(python.parents[1].glob("lib/python*/site-packages/*.dist-info"))
    named = (folder.name.removesuffix(".dist-info").rpartition("-") for folder in found)
    return {name.replace("_", "-").lower(): version for name, _, version in named}


def environment_sha256(python: Path) -> str:
    """Return a hash that two environments share only if they hold the same packages in the same versions."""
    return hashlib.sha256(json.dumps(installed_versions(python), sort_keys=True).encode()).hexdigest()


def index_settings(environment: Mapping[str, str]) -> dict[str, str]:
    """Return uv's names for where packages come from; pip's settings where none of uv's is there."""
    if found := {name: environment[name] for name in _UV_INDEXES if name in environment}:
        return found
    return {
        uv: separator.join(environment[pip].split())
        for pip, (uv, separator) in _INDEXES.items()
        if environment.get(pip)
    }


def _make(runtime: Runtime, folder: Path, where: str) -> None:
    version = python_of(runtime)
    if told := _uv(["venv", "--no-project", "--python", version, str(folder)], folder.parent):
        raise BenchmarkError(
            f"there is no Python {version} on this machine: {told}",
            where=f"{where}.python",
            fix=f"install it, so that `python{version} --version` answers; or name another version",
        )


def _install(runtime: Runtime, folder: Path, where: str) -> None:
    words = ["pip", "install", "--python", str(folder / "bin" / "python"), "--only-binary", ":all:"]
    if runtime.exclude_newer:
        words += ["--exclude-newer", runtime.exclude_newer]
    if told := _uv([*words, *requirements_of(runtime)], folder):
        unreachable = _UNREACHABLE.search(told)
        raise BenchmarkError(
            f"the environment cannot be built: {told}",
            where=f"{where}.requirements",
            fix="connect this machine to the package index, and run the same command again"
            if unreachable
            else "pin versions that have wheels for this Python and system and fit together; "
            "or set a later exclude_newer",
        )


def _uv(words: list[str], folder: Path) -> str:
    """Run uv inside a folder; return nothing, or why it failed on one line."""
    kept = (
        "PATH",
        "HOME",
        "TMPDIR",
        "SSL_CERT_FILE",
        "SSL_CERT_DIR",
        "HTTPS_PROXY",
        "NO_PROXY",
        "UV_CACHE_DIR",
    )
    done = subprocess.run(  # noqa: S603 - pins are checked by the schema
        [_program(), *words, "--no-config", "--quiet", "--color", "never"],
        cwd=folder,
        env={name: os.environ[name] for name in kept if name in os.environ}
        | index_settings(os.environ)
        | {"UV_PYTHON_DOWNLOADS": "never", "UV_HTTP_RETRIES": "1"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    told = " ".join(done.stderr.split()).removeprefix("error: ")[:_MAX_TOLD]
    return (told or f"uv ended with exit status {done.returncode}") if done.returncode else ""


def _program() -> str:
    """Return uv, which comes with the benchmark's environment."""
    beside = Path(sys.executable).with_name("uv")
    if found := str(beside) if beside.is_file() else shutil.which("uv"):
        return found
    raise BenchmarkError(
        "there is no program uv, which builds the environments of submissions",
        where=str(beside.parent),
        fix=f"{sys.executable} -m pip install uv",
    )


@contextmanager
def _only_one_builds(folder: Path) -> Iterator[None]:
    """Hold a lock: a second one waits, and finds the environment ready."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
