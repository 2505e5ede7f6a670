"""Computes for ever, in two processes."""

import os


def embed(adata, run):
    os.fork()
    while True:
        pass
