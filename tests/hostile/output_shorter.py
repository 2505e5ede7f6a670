"""Sends a matrix without its end."""

import os


def embed(adata, run):
    run.send(run.header("'<f4'", f"({adata.n_obs}, 2)") + bytes(adata.n_obs * 8 - 1))
    os._exit(0)
