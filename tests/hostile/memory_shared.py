"""Takes memory through files in memory."""

import time
from pathlib import Path


def embed(adata, run):
    for number in range(run.many // 16):
        Path(f"/dev/shm/{run.abstract}-{number}").write_bytes(b"x" * (16 << 20))
    time.sleep(1)
    print(run.trophy)
