"""Gives numba a copy of what it has compiled, and becomes the harness.

usage: python start.py <what is compiled> <the words that follow python>

Beside the harness it is all of our code inside a submission's process. numba reads what it keeps only where
it can write too, and there nothing can be written but temporary files.
"""

import os
import shutil
import sys
import tempfile

if __name__ == "__main__":
    compiled, *words = sys.argv[1:]
    os.environ["NUMBA_CACHE_DIR"] = shutil.copytree(compiled, os.path.join(tempfile.mkdtemp(), "compiled"))  # noqa: PTH118 - pathlib would be a third of its work
    os.execv(sys.executable, [sys.executable, *words])  # noqa: S606 - the words of whoever started it
