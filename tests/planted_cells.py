"""Cells with planted labels and batches."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Planted:
    """An embedding and its truth."""

    points: np.ndarray
    label: np.ndarray
    batch: np.ndarray
    unintegrated: np.ndarray


def plant(n_cells=400, n_dims=20, *, labels=6.0, batches=1.0, seed=0):
    """Return cells around label centres that are shifted by batch, both of a given strength."""
    rng = np.random.default_rng(seed)
    label, batch = rng.integers(6, size=n_cells), rng.integers(3, size=n_cells)
    batch[(label == 5) & (batch == 2)] = 0  # one label is missing from one batch
    label_centres, batch_centres = rng.standard_normal((6, n_dims)), rng.standard_normal((3, n_dims))
    noise = rng.standard_normal((n_cells, n_dims))
    signal = labels * label_centres[label] / np.sqrt(n_dims)
    shift = batch_centres[batch] / np.sqrt(n_dims)
    points = (signal + batches * shift + noise).astype(np.float32)
    unintegrated = (signal + 3 * shift + noise).astype(np.float32)
    names = (np.array([f"{kind}{code}" for code in codes]) for kind, codes in (("l", label), ("b", batch)))
    return Planted(points, *names, unintegrated)
