"""Becomes root in a namespace of its own: a wide door into the kernel."""

import ctypes
import os


def embed(adata, run):
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(0x10000000) == 0:
        print(run.trophy)
    else:
        print(os.strerror(ctypes.get_errno()))
