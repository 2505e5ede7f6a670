"""Sends the same vector for each cell."""


def embed(adata, run):
    return [[1.0, 2.0, 3.0]] * adata.n_obs
