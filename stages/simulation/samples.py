"""Datasets drawn at random from one population: of other cells, or of other donors and batches too."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
import scipy.sparse as sp

from stages.builtin.planted import N_CELLS, Population, design, draw_counts, population

_BLOCK = 2000  # cells whose counts are drawn at once: it bounds the memory
_OF_SAMPLES = ("donor", "batch")  # effects that another experiment would not share


@dataclass(frozen=True, slots=True, eq=False)
class Source:
    """Where cells come from.

    Attributes
    ----------
    obs
        Types, batches and donors in the proportions in which they are drawn.
    population
        What their cells look like.
    """

    obs: pd.DataFrame
    population: Population

    def draw(self, n_cells: int, rng: np.random.Generator) -> tuple[pd.DataFrame, sp.csr_matrix]:
        """Return independent cells: what was planted in them, and their counts (n_cells, n_genes)."""
        obs = self.obs.iloc[rng.integers(len(self.obs), size=n_cells)]
        blocks = [obs.iloc[start : start + _BLOCK] for start in range(0, n_cells, _BLOCK)]
        return obs, sp.vstack([draw_counts(block, self.population, rng) for block in blocks], format="csr")

    def with_new_samples(self, rng: np.random.Generator) -> "Source":
        """Return the same cell types in donors and batches never seen before, of the same sizes."""
        other = population(rng).effects
        effects = self.population.effects | {column: other[column] for column in _OF_SAMPLES}
        return replace(self, population=replace(self.population, effects=effects))


def source(rng: np.random.Generator) -> Source:
    """Return a source with the proportions and effects of the dataset planted."""
    return Source(design(N_CELLS, rng), population(rng))
