"""Announces a thousand million columns."""

import os


def embed(adata, run):
    run.send(run.header("'<f4'", f"({adata.n_obs}, 1000000000)"))
    os._exit(0)
