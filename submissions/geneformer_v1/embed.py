"""Geneformer V1 of six layers, as Kedzierska et al. 2025 test it: the mean over all genes of a cell."""

from geneformer import embed_cells


def embed(adata, run):
    """Return the mean of the second-to-last layer's states per cell."""
    return embed_cells(adata, run, special_tokens=False, pooling="mean")
