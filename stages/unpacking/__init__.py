"""What publishers send, as one .h5ad: the file itself, inside an archive, or in the formats of 10x."""

from pathlib import Path

from stages.files import replacing, write_h5ad
from stages.unpacking.archives import copy_out
from stages.unpacking.tenx import read_10x_h5, read_10x_mtx

MTX = "10x_mtx"
H5 = "10x_h5"


def unpack(how: str | None, packed: Path, raw: Path, where: str) -> None:
    """Write what `packed` holds to `raw`, an .h5ad.

    Parameters
    ----------
    how
        None: it is the .h5ad itself. `gzip`: a compressed one. `10x_mtx`: an archive with matrix,
        barcodes and genes, `10x_mtx:<folder>` where it has several. `10x_h5`: one file of 10x. Anything
        else: the member of a .zip or .tar.
    where
        The file and the entry named in an error.

    Raises
    ------
    BenchmarkError
        If it is no such file, or has no such member.
    """
    kind, _, folder = (how or "").partition(":")
    if kind == MTX:
        write_h5ad(read_10x_mtx(packed, folder, where), raw)
    elif kind == H5:
        write_h5ad(read_10x_h5(packed, where), raw)
    else:
        with replacing(raw) as draft:
            copy_out(how, packed, draft, where)
