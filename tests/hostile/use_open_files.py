"""Looks for files that were left open for it."""

import os


def embed(adata, run):
    for number in range(4, 4096):
        try:
            os.fstat(number)
        except OSError:
            continue
        print(run.trophy, number)
