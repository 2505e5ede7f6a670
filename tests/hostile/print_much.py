"""Prints without end."""

import os


def embed(adata, run):
    while True:
        os.write(1, b"x" * 65536)
