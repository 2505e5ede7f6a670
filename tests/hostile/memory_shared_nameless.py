"""Takes memory that a process shares with its children."""

import mmap
import time


def embed(adata, run):
    shared = mmap.mmap(-1, run.many << 20)
    for _ in range(run.many):
        shared.write(b"x" * (1 << 20))
    time.sleep(10)
    print(run.trophy)
