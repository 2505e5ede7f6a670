"""Sends noise."""

import os


def embed(adata, run):
    run.send(os.urandom(5000))
    os._exit(0)
