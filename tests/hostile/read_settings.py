"""Reads a token from a settings file of the person who runs it."""

from pathlib import Path


def embed(adata, run):
    print(Path(run.settings).read_text())
