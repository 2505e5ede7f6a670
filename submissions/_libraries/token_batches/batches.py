"""Batches of at most so many tokens, padding included; smaller ones where memory does not suffice."""

import sys
from collections.abc import Callable, Iterator

import numpy as np


def token_batches(lengths, max_tokens) -> Iterator[np.ndarray]:
    """Yield the positions of cells in batches, the longest cells first.

    Parameters
    ----------
    lengths
        Tokens of every cell, special ones included, at least 1: (n_cells,).
    max_tokens
        Most tokens of a batch, padded to its longest cell. A cell that is longer is a batch by itself.

    Yields
    ------
    ndarray
        Positions in `lengths`. Every cell is in one batch; cells of one batch are of similar length, so
        that little is padded. Cells of equal length keep their order.

    Examples
    --------
    >>> [batch.tolist() for batch in token_batches([2, 5, 2, 4], max_tokens=8)]
    [[1], [3, 0], [2]]
    """
    lengths = np.asarray(lengths)
    order = np.argsort(-lengths, kind="stable")
    start = 0
    while start < len(order):
        n_cells = max(1, int(max_tokens // lengths[order[start]]))
        yield order[start : start + n_cells]
        start += n_cells


def embed_in_batches(lengths, forward: Callable, *, n_dims, max_tokens) -> np.ndarray:
    """Return one vector per cell, in the order of the cells.

    Where the memory of the machine or of its GPU does not suffice for a batch, that batch and all after
    it are made of half as many tokens, and standard error says so.

    Parameters
    ----------
    lengths, max_tokens
        As for `token_batches`.
    forward
        Called with the positions of a batch; returns their vectors, (n_positions, n_dims).
    n_dims
        Numbers of a vector.

    Raises
    ------
    MemoryError
        If one cell alone does not fit.

    Examples
    --------
    >>> lengths = np.array([2, 5, 2, 4])
    >>> embed_in_batches(lengths, lambda batch: lengths[batch][:, None], n_dims=1, max_tokens=8).ravel()
    array([2., 5., 2., 4.], dtype=float32)
    """
    lengths = np.asarray(lengths)
    vectors = np.empty((len(lengths), n_dims), dtype=np.float32)
    remaining = np.arange(len(lengths))
    while len(remaining):
        remaining = _forward_all(lengths, remaining, forward, max_tokens, vectors)
        max_tokens //= 2
    return vectors


def _forward_all(lengths, cells, forward, max_tokens, vectors):
    """Fill in the vectors of these cells; return those that are left when memory is exhausted."""
    done = np.zeros(len(cells), dtype=bool)
    for batch in token_batches(lengths[cells], max_tokens):
        try:
            vectors[cells[batch]] = forward(cells[batch])
        except (MemoryError, RuntimeError) as error:
            if not _is_out_of_memory(error):
                raise
            longest = lengths[cells[batch[0]]]
            if len(batch) == 1:
                raise MemoryError(f"one cell of {longest} tokens does not fit into memory") from error
            sys.stderr.write(f"out of memory with {len(batch)} cells of {longest} tokens: half of it now\n")
            break
        done[batch] = True
    _free_gpu(all_done=done.all())
    return cells[~done]


def _is_out_of_memory(error):
    """Tell it from other errors by its text: torch has a class for GPUs only, and need not be here."""
    text = str(error).lower()
    return isinstance(error, MemoryError) or "out of memory" in text or "can't allocate memory" in text


def _free_gpu(*, all_done):
    """Hand back what the failed batch has cut the memory of the GPU into."""
    torch = sys.modules.get("torch")
    if not all_done and torch is not None and torch.cuda.is_available():
        torch.cuda.empty_cache()
