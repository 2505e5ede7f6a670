"""The random numbers of upstream's embed_data, in the order in which it draws them.

For comparisons only: they tie a cell to those before it, and to the number of worker processes (here
none). What is published draws from the cell itself.
"""

import numpy as np
import torch


def upstream_draws(lengths, seed, max_length=None) -> tuple[np.ndarray, np.ndarray]:
    """Return what bins are drawn with and the priorities of tokens, for cells in upstream's order.

    Parameters
    ----------
    lengths
        Non-zero genes of every cell: (n_cells,).
    seed
        Of numpy's and torch's global generators, just before the data loader is made.
    max_length
        Tokens of a cell, `<cls>` included; None: all of them.
    """
    lengths = np.asarray(lengths)
    uniforms = np.random.RandomState(seed).rand(lengths.sum())
    generator = torch.Generator().manual_seed(seed)
    torch.empty((), dtype=torch.int64).random_(generator=generator)  # the loader seeds its workers
    priorities = []
    for length in lengths:
        ranks = np.arange(length)
        if max_length is not None and length + 1 > max_length:
            ranks[torch.randperm(int(length), generator=generator).numpy()] = np.arange(length)
        priorities.append(ranks)
    return uniforms, np.concatenate(priorities)
