"""Takes memory without end."""

import time


def embed(adata, run):
    taken = []
    while len(taken) < run.many:
        taken.append(b"x" * (1 << 20))
    print(run.trophy)
    time.sleep(1)
