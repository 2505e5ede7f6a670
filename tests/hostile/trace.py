"""Takes control of another process."""

import ctypes
import os


def embed(adata, run):
    libc = ctypes.CDLL(None, use_errno=True)
    seize, detach = 0x4206, 17
    if libc.ptrace(seize, run.victim, None, None) == 0:
        libc.ptrace(detach, run.victim, None, None)
        print(run.trophy)
    else:
        print(os.strerror(ctypes.get_errno()))
