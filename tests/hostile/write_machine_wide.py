"""Writes to a folder that everybody may write to."""

from pathlib import Path


def embed(adata, run):
    Path(run.everybodys, "here").write_text("true")
