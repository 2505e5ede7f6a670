"""Gives numba a copy of what it has compiled, and becomes the harness.

usage: python start.py <what is compiled> <the words that follow python>

Beside the harness it is all of our code inside a submission's process. numba reads what it keeps only where
it can write too, and there nothing can be written but temporary files.
"""

import os
import shutil
import sys
import tempfile
from contextlib import suppress


def copied(compiled: str) -> str:
    """Return a copy of the folders of files, without their dates and modes, which not every tier may set."""
    target = tempfile.mkdtemp()
    for folder in os.listdir(compiled):  # noqa: PTH208 - pathlib would be a third of the work of this program
        os.mkdir(f"{target}/{folder}")  # noqa: PTH102 - the same
        for name in os.listdir(f"{compiled}/{folder}"):  # noqa: PTH208 - the same
            shutil.copyfile(f"{compiled}/{folder}/{name}", f"{target}/{folder}/{name}")
    return target


if __name__ == "__main__":
    compiled, *words = sys.argv[1:]
    with suppress(OSError):  # without room for a copy numba compiles anew
        os.environ["NUMBA_CACHE_DIR"] = copied(compiled)
    os.execv(sys.executable, [sys.executable, *words])  # noqa: S606 - the words of whoever started it
