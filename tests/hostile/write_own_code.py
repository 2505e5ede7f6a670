"""Changes its code for the next run."""

from pathlib import Path


def embed(adata, run):
    with Path(__file__).open("a") as code:
        code.write("# changed\n")
