"""Sends a header that takes long to read."""

import os


def embed(adata, run):
    run.send(b"\x93NUMPY\x01\x00\xff\xff" + b"(" * 65535)
    os._exit(0)
