"""Several files that make one dataset."""

from collections.abc import Mapping
from pathlib import Path

import anndata as ad

from stages.errors import BenchmarkError
from stages.files import write_h5ad


def join(parts: Mapping[str, Path], raw: Path, where: str) -> None:
    """Write the cells of several .h5ad one after the other; obs `part` says which one a cell is from.

    The id of a cell becomes `<id>:<part>`, because two libraries share barcodes.

    Raises
    ------
    BenchmarkError
        If the parts have other genes, or the same in another order.
    """
    read = {name: ad.read_h5ad(path) for name, path in parts.items()}
    first, *others = read
    for name in others:
        if not read[first].var_names.equals(read[name].var_names):
            raise BenchmarkError(
                f"part `{name}` has {read[name].n_vars:,} genes that are not, in this order, "
                f"the {read[first].n_vars:,} of `{first}`; expected the same genes",
                where=f"{where}.parts",
                fix="join only what was counted against one reference, or join the files by hand",
            )
    joined = ad.concat(read, label="part", index_unique=":", merge="same")
    write_h5ad(joined, raw)
