"""Ours and upstream's work on the same files, each in a process of its own, one after the other."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from stages.errors import BenchmarkError

_LIBRARIES = "submissions/_libraries"


def ours(module: str, **asked: object) -> Any:  # noqa: ANN401 - any JSON value
    """Return what a module of ours prints last, given what is asked as one JSON object."""
    words = [sys.executable, "-m", module, json.dumps(asked)]
    return _printed(words, {"PYTHONPATH": _paths()}, stderr=None)


def upstream(module: str, checkout: str, folder: Path, device: str, python: str) -> Any:  # noqa: ANN401
    """Return what a module that runs upstream's code prints last.

    Parameters
    ----------
    checkout
        Folder of upstream's repository.
    python
        Interpreter of an environment in which upstream can be imported; empty: this one.

    Raises
    ------
    BenchmarkError
        If upstream's code ends with an error, most often for want of a library.
    """
    words = [python or sys.executable, "-m", module, checkout, str(folder), device]
    try:
        return _printed(words, {}, stderr=subprocess.PIPE)
    except subprocess.CalledProcessError as error:
        raise BenchmarkError(
            f"upstream's code ended with {error.stderr.strip().splitlines()[-1]}",
            where=checkout,
            fix="name an interpreter that has its requirements: --upstream_python <environment>/bin/python",
        ) from error


def upstream_loop(
    module: str, folder: Path, device: str, asked: Mapping[str, Any]
) -> Callable[[], dict[str, float]] | None:
    """Return what runs upstream's code on a folder's cases, None where no checkout is named."""
    if not asked["upstream"]:
        return None
    return lambda: upstream(module, asked["upstream"], folder, device, asked["python"])


def _printed(words: list[str], more: dict[str, str], stderr: int | None) -> Any:  # noqa: ANN401 - any JSON value
    done = subprocess.run(
        words,
        env=os.environ | {"OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"} | more,
        stdout=subprocess.PIPE,
        stderr=stderr,
        text=True,
        check=True,
    )
    return json.loads(done.stdout.splitlines()[-1])


def _paths() -> str:
    return os.pathsep.join([".", _LIBRARIES, *filter(None, [os.environ.get("PYTHONPATH")])])
