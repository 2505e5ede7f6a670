"""Ties a process that is not its own to one processor."""

import os


def embed(adata, run):
    os.sched_setaffinity(run.victim, {0})
