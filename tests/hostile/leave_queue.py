"""Leaves a queue of messages that belongs to no process."""

import ctypes
import os


def embed(adata, run):
    libc = ctypes.CDLL(None, use_errno=True)
    queue = libc.mq_open(f"/{run.abstract}".encode(), os.O_CREAT | os.O_RDWR, 0o600, None)
    print(run.trophy if queue >= 0 else os.strerror(ctypes.get_errno()))
