"""Starts threads until there are no more."""

import threading
import time


def embed(adata, run):
    threading.stack_size(1 << 16)
    for _ in range(1500):
        threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
    time.sleep(60)
