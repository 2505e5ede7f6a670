"""Counts in the formats in which publishers send them."""

import gzip
import io
import tarfile
import zipfile

import h5py
import numpy as np
import scipy.sparse as sp
from scipy.io import mmwrite

COUNTS = sp.csr_matrix(np.array([[1, 0, 2, 0], [0, 3, 0, 0], [4, 0, 0, 5]]))  # 3 cells x 4 genes
BARCODES = ["AA-1", "CC-1", "GG-1"]
GENES = [f"ENSG0000000000{number}" for number in range(4)]
SYMBOLS = ["CD3E", "CD19", 'N"1', "CD19"]  # symbols repeat, and quotes are letters here


def trio(folder, *, new):
    """Return name -> bytes of matrix, barcodes and genes; version 3 of the software compresses them."""
    stream = io.BytesIO()
    mmwrite(stream, COUNTS.T.tocoo())
    kind = "\tGene Expression" if new else ""
    genes = "".join(f"{gene}\t{symbol}{kind}\n" for gene, symbol in zip(GENES, SYMBOLS, strict=True))
    barcodes = "".join(f"{barcode}\n" for barcode in BARCODES)
    files = {
        f"{folder}/matrix.mtx": stream.getvalue(),
        f"{folder}/barcodes.tsv": barcodes.encode(),
        f"{folder}/{'features' if new else 'genes'}.tsv": genes.encode(),
    }
    return {f"{name}.gz": gzip.compress(content) for name, content in files.items()} if new else files


def tar(path, files):
    """Write a compressed tar of name -> bytes."""
    with tarfile.open(path, "w:gz") as archive:
        for name, content in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return path


def zipped(path, files):
    """Write a zip of name -> bytes."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def tenx_h5(path, *, new):
    """Write the HDF5 file of 10x, of version 3 or as before it."""
    with h5py.File(path, "w") as file:
        group = file.create_group("matrix" if new else "GRCh38")
        group["data"], group["indices"] = COUNTS.data.astype(np.int32), COUNTS.indices.astype(np.int64)
        group["indptr"] = COUNTS.indptr.astype(np.int64)
        group["shape"] = np.array(COUNTS.T.shape, dtype=np.int32)
        group["barcodes"] = np.array(BARCODES, dtype="S")
        names = ("features/id", "features/name") if new else ("genes", "gene_names")
        group[names[0]], group[names[1]] = np.array(GENES, dtype="S"), np.array(SYMBOLS, dtype="S")
        if new:
            group["features/feature_type"] = np.array(["Gene Expression"] * 4, dtype="S")
            group["features/genome"] = np.array(["GRCh38"] * 4, dtype="S")
    return path
