"""Leaves memory that belongs to no process."""

import ctypes
import os


def embed(adata, run):
    libc = ctypes.CDLL(None, use_errno=True)
    if (segment := libc.shmget(0, 1 << 20, 0o1600)) >= 0:
        libc.shmctl(segment, 0, None)
        print(run.trophy)
    else:
        print(os.strerror(ctypes.get_errno()))
