"""What numba has compiled of scanpy: kept once beside it, and lent to runs that cannot write there.

Compiling anew takes a small run longer than all else that it does.
"""

import hashlib
import shutil
from pathlib import Path

_KEPT = "lib*/python3*/site-packages/scanpy/**/__pycache__/*.nb[ic]"


def keep_compiled() -> None:
    """Have numba compile what submissions use most, where it is not kept yet; our own code and no other's."""
    import numpy as np  # noqa: PLC0415 - a process that lends need not import these
    import scanpy as sc  # noqa: PLC0415
    from anndata import AnnData  # noqa: PLC0415
    from scipy.sparse import csr_matrix  # noqa: PLC0415

    counts = np.random.default_rng(0).poisson(1.0, (60, 30)).astype(np.float32)
    adata = AnnData(csr_matrix(counts))
    sc.pp.normalize_total(adata, target_sum=1e4)
    sc.pp.log1p(adata)
    sc.pp.highly_variable_genes(adata, flavor="seurat", n_top_genes=10)


def lend_compiled(python: Path, folder: Path) -> None:
    """Copy what is kept beside an interpreter, in the order in which numba looks for it elsewhere.

    `NUMBA_CACHE_DIR` names a folder with one folder for each of those with sources. Where nothing is kept,
    nothing is written.
    """
    for path in python.parents[1].glob(_KEPT):
        sources = path.parents[1]
        name = f"{sources.name}_{hashlib.sha1(str(sources).encode()).hexdigest()}"  # noqa: S324 - numba's choice
        (folder / name).mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, folder / name / path.name)
