"""Geneformer V2 of 104 million parameters, trained further on cancer."""

from geneformer import embed_cells


def embed(adata, run):
    """Return the second-to-last layer's state of `<cls>` per cell."""
    return embed_cells(adata, run, special_tokens=True, pooling="cls")
