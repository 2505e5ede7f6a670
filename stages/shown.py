"""The copy of the cells that a submission sees."""

from pathlib import Path
from tempfile import TemporaryDirectory

import anndata as ad
import numpy as np
import numpy.typing as npt
import pandas as pd

from stages.cells_file import write_blocks
from stages.matrices import matrix_in
from stages.preparation.counts import Counts
from stages.shuffle import shuffled


def write_shown(adata: ad.AnnData, order: npt.NDArray[np.int64], path: Path, *, uses_batch: bool) -> None:
    """Write what a submission sees: counts, genes, totals and, if declared, batch.

    Cells and batches are renamed: the suffix of a barcode can be its batch, and the name of a batch
    the sorted cell type that was put into it. Of cells that are left in their file, a part at a time is
    in memory.

    Parameters
    ----------
    adata
        Counts of shape (n_cells, n_genes), with obs `batch` and `total_counts`.
    order
        (n_cells,): which cell comes first, second, and so on.
    """
    obs = pd.DataFrame({"total_counts": adata.obs["total_counts"].to_numpy()[order]})
    if uses_batch:
        codes, _ = pd.factorize(adata.obs["batch"].to_numpy()[order])  # by first appearance
        obs["batch"] = pd.Categorical(codes.astype(str))
    obs.index = pd.Index([f"cell{position:08d}" for position in range(adata.n_obs)], name="cell_id")
    if not adata.isbacked:
        write_blocks(iter([adata.X[order]]), obs, adata.var.copy(), path)
        return
    counts = Counts(matrix_in(adata.file["X"]), "X", (), adata.var)
    with TemporaryDirectory(prefix="frozen-cells-parts-") as parts:
        write_blocks(shuffled(counts.blocks(), order, Path(parts)), obs, adata.var.copy(), path)
