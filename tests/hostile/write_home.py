"""Leaves a program that starts with the next shell."""

from pathlib import Path


def embed(adata, run):
    Path(run.home, ".bashrc").write_text("true")
