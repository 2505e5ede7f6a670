"""Leaves a key in the kernel, where the next process finds it."""

import ctypes
import os


def embed(adata, run):
    libc = ctypes.CDLL(None, use_errno=True)
    session = -3
    number = {"x86_64": 248, "aarch64": 217}[os.uname().machine]
    if libc.syscall(number, b"user", b"frozen-cells-test", b"x", 1, session) >= 0:
        print(run.trophy)
    else:
        print(os.strerror(ctypes.get_errno()))
