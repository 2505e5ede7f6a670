"""Writes its own score."""

from pathlib import Path


def embed(adata, run):
    Path(run.leaderboard, "scores.json").write_text("{}")
