"""Changes its weights for the next run."""

from pathlib import Path


def embed(adata, run):
    Path(run.weights).write_bytes(b"others")
