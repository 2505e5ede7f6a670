"""Takes memory as files without a name."""

import os
import time


def embed(adata, run):
    for _ in range(run.many // 16):
        os.write(os.memfd_create("x"), b"x" * (16 << 20))
    time.sleep(1)
    print(run.trophy)
