"""Datasets drawn at random from one population: of other cells, or of other donors and batches too."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
import scipy.sparse as sp

from stages.builtin.planted import BATCHES, N_CELLS, N_GENES, Population, design, draw_counts, population

_BLOCK = 2000  # cells whose counts are drawn at once: it bounds the memory


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
        """Return the same cell types in donors and batches never seen before.

        Each batch keeps its size and is, in strength and depth, like one of the planted ones drawn at
        random: other experiments hit other genes, and hit them more or less hard.
        """
        like = [BATCHES[name] for name in rng.choice(list(BATCHES), size=len(BATCHES))]
        batches = {name: rng.normal(0, one.effect, N_GENES) for name, one in zip(BATCHES, like, strict=True)}
        effects = self.population.effects | {"donor": population(rng).effects["donor"], "batch": batches}
        depth = {name: one.depth for name, one in zip(BATCHES, like, strict=True)}
        return replace(self, population=replace(self.population, effects=effects, depth=depth))


def source(rng: np.random.Generator) -> Source:
    """Return a source with the proportions and effects of the dataset planted."""
    return Source(design(N_CELLS, rng), population(rng))
