"""Takes memory that a process shares with its children."""

import mmap
import time


def embed(adata, run):
    shared = mmap.mmap(-1, run.many << 20)
    for start in range(0, run.many << 20, 4096):
        shared[start] = 1
    time.sleep(10)
    print(run.trophy)
