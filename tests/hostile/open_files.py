"""Opens files until there are no more."""

import os


def embed(adata, run):
    taken = [os.open("/dev/null", os.O_RDONLY) for _ in range(5000)]

    print(len(taken), run.trophy)
