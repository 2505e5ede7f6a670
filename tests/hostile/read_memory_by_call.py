"""Reads the memory of another process by a system call."""

import ctypes
import os
from pathlib import Path


class Part(ctypes.Structure):
    """A piece of memory."""

    _fields_ = (("base", ctypes.c_void_p), ("size", ctypes.c_size_t))


def embed(adata, run):
    libc = ctypes.CDLL(None, use_errno=True)
    buffer = ctypes.create_string_buffer(16)
    first = int(Path("/proc/self/maps").read_text().split("-")[0], 16)
    here, there = Part(ctypes.addressof(buffer), 16), Part(run.victim_address or first, 16)
    if libc.process_vm_readv(run.victim, ctypes.byref(here), 1, ctypes.byref(there), 1, 0) > 0:
        print(run.trophy)
    else:
        print(os.strerror(ctypes.get_errno()))
