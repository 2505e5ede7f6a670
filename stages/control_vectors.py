"""The controls' vectors: what is made from the truth, and how it is drawn."""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

Codes = npt.NDArray[np.intp]  # (n_cells,), 0 to the number of groups - 1
Vectors = npt.NDArray[np.float32]  # (n_cells, n_dims)
_JITTER = 0.01


def _one_hot(codes: Codes) -> Vectors:
    return np.eye(codes.max() + 1, dtype=np.float32)[codes]


def _permuted_within(codes: Codes, vectors: Vectors, rng: np.random.Generator) -> Vectors:
    """Return the vectors, each given to a random cell of the same group."""
    source = np.arange(len(codes))
    for group in range(codes.max() + 1):
        members = np.flatnonzero(codes == group)
        source[members] = rng.permutation(members)
    return vectors[source]


def one_hot_labels(labels: Codes, _batches: Codes, _vectors: Vectors, _rng: np.random.Generator) -> Vectors:
    """Return one dimension per label."""
    return _one_hot(labels)


def one_hot_labels_jitter(
    labels: Codes, _batches: Codes, _vectors: Vectors, rng: np.random.Generator
) -> Vectors:
    """Return one dimension per label, with uniform noise of 0.01 to either side."""
    exact = _one_hot(labels)
    return exact + rng.uniform(-_JITTER, _JITTER, exact.shape).astype(np.float32)


def one_hot_batches(_labels: Codes, batches: Codes, _vectors: Vectors, _rng: np.random.Generator) -> Vectors:
    """Return one dimension per batch."""
    return _one_hot(batches)


def shuffle_global(_labels: Codes, batches: Codes, vectors: Vectors, rng: np.random.Generator) -> Vectors:
    """Return the unintegrated vectors, each given to any cell."""
    return _permuted_within(np.zeros_like(batches), vectors, rng)


def shuffle_within_batch(
    _labels: Codes, batches: Codes, vectors: Vectors, rng: np.random.Generator
) -> Vectors:
    """Return the unintegrated vectors, each given to a cell of the same batch."""
    return _permuted_within(batches, vectors, rng)


def shuffle_within_label(
    labels: Codes, _batches: Codes, vectors: Vectors, rng: np.random.Generator
) -> Vectors:
    """Return the unintegrated vectors, each given to a cell of the same label."""
    return _permuted_within(labels, vectors, rng)


# Control -> its vectors from labels, batches, unintegrated vectors and a generator.
VECTORS: dict[str, Callable[[Codes, Codes, Vectors, np.random.Generator], Vectors]] = {
    "one_hot_labels": one_hot_labels,
    "one_hot_labels_jitter": one_hot_labels_jitter,
    "one_hot_batches": one_hot_batches,
    "shuffle_global": shuffle_global,
    "shuffle_within_batch": shuffle_within_batch,
    "shuffle_within_label": shuffle_within_label,
}
