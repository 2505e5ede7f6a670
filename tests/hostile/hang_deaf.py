"""Never ends, and hears no signal."""

import os
import signal
import time


def embed(adata, run):
    for number in set(signal.Signals) - {signal.SIGKILL, signal.SIGSTOP}:
        signal.signal(number, signal.SIG_IGN)
    os.close(1)
    os.close(2)
    os.close(run.pipe)
    while True:
        time.sleep(1)
