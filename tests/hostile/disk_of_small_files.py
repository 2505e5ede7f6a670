"""Fills the disk with files of no size."""

import tempfile
import time
from pathlib import Path


def embed(adata, run):
    for number in range(run.many * 500):
        Path(tempfile.gettempdir(), str(number)).touch()
    time.sleep(1)
    print(run.trophy)
