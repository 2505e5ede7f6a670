"""Makes a file look older than it is."""

import os


def embed(adata, run):
    os.utime(run.labels, (0, 0))
