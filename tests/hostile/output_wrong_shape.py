"""Sends fewer rows than there are cells."""


def embed(adata, run):
    return [[1.0, 2.0]] * (adata.n_obs - 1)
