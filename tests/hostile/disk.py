"""Fills the disk with temporary files."""

import tempfile
import time
from pathlib import Path


def embed(adata, run):
    for number in range(run.many // 4):
        Path(tempfile.gettempdir(), str(number)).write_bytes(b"x" * (4 << 20))
    time.sleep(1)
    print(run.trophy)
