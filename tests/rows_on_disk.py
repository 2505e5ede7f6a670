"""Cells whose counts can be had as rows alone, and that know who holds them."""

import weakref

import pandas as pd


class OnDisk:
    """Cells like those that anndata opens with `backed="r"`."""

    def __init__(self, X, obs=None, var=None):
        self.X = _Rows(X)
        self.n_obs, self.n_vars = X.shape
        self.obs, self.var = pd.DataFrame(obs), pd.DataFrame(var)


class _Rows:
    """A matrix of which rows can be read.

    Attributes
    ----------
    read
        How many rows were asked for, each time.
    held
        How many blocks that were read before are still in memory, each time.
    """

    def __init__(self, X):
        self._X, self._blocks = X, []
        self.read, self.held = [], []

    def __getitem__(self, rows):
        self.held.append(sum(block() is not None for block in self._blocks))
        block = self._X[rows]
        self.read.append(block.shape[0])
        self._blocks.append(weakref.ref(block.data))  # what a copy of the matrix shares with it
        return block
