"""scGPT before any training: the official sizes and upstream's way of starting, drawn from a seed.

As torch's TransformerEncoder copies one layer, all layers start equal; so they do here.
"""

import hashlib

import numpy as np
import torch

from scgpt.network import Network, Sizes

OFFICIAL = Sizes(d_model=512, n_heads=8, d_hidden=512, n_layers=12)
_GENE_RANGE = 0.1
_GENES, _NETWORK = range(2)


def random_network(seed, sizes: Sizes = OFFICIAL) -> Network:
    """Return the encoder with linear maps drawn from plus or minus 1 / sqrt(inputs), torch's own start."""
    rng = np.random.default_rng([seed, _NETWORK])
    network = Network(sizes)
    drawn = {}
    for name, module in network.named_modules():
        if isinstance(module, torch.nn.Linear):
            place = name.partition("layers.")[2].partition(".")[2] or name  # the same in every layer
            if place not in drawn:
                bound = module.in_features**-0.5
                drawn[place] = [
                    rng.uniform(-bound, bound, part.shape) for part in (module.weight, module.bias)
                ]
            weight, bias = (torch.from_numpy(numbers).float() for numbers in drawn[place])
            module.load_state_dict({"weight": weight, "bias": bias})
    return network


def random_gene(symbol, seed, d_model=OFFICIAL.d_model) -> np.ndarray:
    """Return the vector of a gene, (d_model,), from minus 0.1 to 0.1: a function of symbol and seed."""
    rng = np.random.default_rng([seed, _GENES, gene_key(symbol)])
    return rng.uniform(-_GENE_RANGE, _GENE_RANGE, d_model).astype(np.float32)


def gene_key(symbol) -> int:
    """Return a number of 63 bits that stands for a symbol."""
    digest = hashlib.blake2b(symbol.encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") >> 1
