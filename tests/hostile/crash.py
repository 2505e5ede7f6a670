"""Ends with a fault of memory."""

import ctypes


def embed(adata, run):
    ctypes.string_at(0)
