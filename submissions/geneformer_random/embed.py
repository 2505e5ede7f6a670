"""The architecture and the size of Geneformer V1 with six layers, its weights drawn and never trained.

What remains of a score is what ranking genes and mixing their random vectors does by itself. The rows of
the token embedding are drawn from the genes' own names, so neither weights nor dictionaries are needed;
without the dictionary of medians, genes are ranked by their counts alone, equal counts by the alphabet.
"""

from geneformer import Config, embed_cells_at_random

V1_10M = Config(
    vocab_size=25_426,
    hidden_size=256,
    num_hidden_layers=6,
    num_attention_heads=4,
    intermediate_size=512,
    max_position_embeddings=2048,
)


def embed(adata, run):
    """Return the mean of the second-to-last layer's states per cell."""
    return embed_cells_at_random(adata, run, V1_10M)
