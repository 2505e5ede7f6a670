"""Lets everybody read and write the labels."""

from pathlib import Path


def embed(adata, run):
    Path(run.labels).chmod(0o777)
