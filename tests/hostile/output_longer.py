"""Sends a matrix and something behind it."""

import os


def embed(adata, run):
    run.send(run.header("'<f4'", f"({adata.n_obs}, 2)") + bytes(adata.n_obs * 8) + b"more")
    os._exit(0)
