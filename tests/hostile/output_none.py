"""Ends well and sends nothing."""

import os


def embed(adata, run):
    os._exit(0)
