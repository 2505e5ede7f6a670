"""Geneformer from its official files, in plain torch: cells as ranked genes, encoded, one vector per cell.

Theodoris et al. 2023, Nature 618:616, and Chen et al. 2024, bioRxiv 2024.08.16.608180. Tokens and
vectors are those of the authors' package, ctheodoris/Geneformer at revision 05fcbeb8, in float32 up to
rounding; what is different on purpose stands in docs/models.md.
"""

from geneformer.checkpoint import Config, read_config, read_weights
from geneformer.dictionaries import Dictionaries, read_dictionaries
from geneformer.embedding import embed_cells, embed_tokens
from geneformer.genes import Genes, genes_of_dictionaries, genes_of_own_ids
from geneformer.network import Encoder
from geneformer.random_weights import embed_cells_at_random, random_weights
from geneformer.tokens import Sentences, tokenise

__all__ = [
    "Config",
    "Dictionaries",
    "Encoder",
    "Genes",
    "Sentences",
    "embed_cells",
    "embed_cells_at_random",
    "embed_tokens",
    "genes_of_dictionaries",
    "genes_of_own_ids",
    "random_weights",
    "read_config",
    "read_dictionaries",
    "read_weights",
    "tokenise",
]
