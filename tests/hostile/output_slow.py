"""Sends one byte now and then."""

import time


def embed(adata, run):
    for byte in run.header("'<f4'", f"({adata.n_obs}, 4)"):
        run.send(bytes([byte]))
        time.sleep(0.2)
