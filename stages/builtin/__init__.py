"""Datasets that need no download: name -> the function that makes the raw AnnData."""

from collections.abc import Callable

import anndata as ad
import numpy as np

from stages.builtin.pbmc68k import pbmc68k
from stages.builtin.pbmc68k_depth import pbmc68k_depth
from stages.builtin.planted import planted

BUILTIN: dict[str, Callable[[np.random.Generator], ad.AnnData]] = {
    "pbmc68k": pbmc68k,
    "pbmc68k_depth": pbmc68k_depth,
    "planted": planted,
}
