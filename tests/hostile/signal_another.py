"""Ends a process that is not its own."""

import os
import signal


def embed(adata, run):
    os.kill(run.victim, signal.SIGKILL)
