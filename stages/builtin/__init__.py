"""Datasets that need no download: name -> the function that makes the raw AnnData."""

from collections.abc import Callable

import anndata as ad
import numpy as np

from stages.builtin.pbmc68k import pbmc68k

BUILTIN: dict[str, Callable[[np.random.Generator], ad.AnnData]] = {
    "pbmc68k": pbmc68k,
}
