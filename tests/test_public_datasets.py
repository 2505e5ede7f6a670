"""Every public dataset of the catalog arrives and is prepared, from files of the form that its entry names.

The files are small ones of ours on a server of this machine: what an entry says of address, archive,
parts and keys is taken from the catalog itself.
"""

import json
from pathlib import Path

import anndata as ad
import h5py
import numpy as np
import pandas as pd
import pytest
import scipy.sparse as sp
import yaml
from file_server import serving
from made_archives import tar, trio, zipped

from stages.catalog import read_catalog
from stages.errors import BenchmarkError
from stages.fetch import fetch
from stages.pin_download import pin_download
from stages.prepare import prepare

CATALOG = Path(__file__).parent.parent / "data/catalog.yaml"
DOWNLOADED = {name: entry for name, entry in read_catalog(CATALOG).items() if entry.source.downloads}
TECHNOLOGIES = [
    "celseq",
    "celseq2",
    "fluidigmc1",
    "inDrop1",
    "inDrop2",
    "inDrop3",
    "inDrop4",
    "smarter",
    "smartseq2",
]


@pytest.fixture
def server():
    """Run a file server on this machine."""
    with serving() as running:
        yield running


def made(path, keys):
    """Write 36 cells x 12 genes with the columns, and with the counts in the place, that an entry names."""
    rng = np.random.default_rng(0)
    counts = sp.csr_matrix(rng.poisson(1.0, (36, 12)).astype(np.float32))
    values = TECHNOLOGIES if keys.batch_merge else ["first", "second", "third"]
    columns = {
        keys.batch_key,
        *keys.batch_also_by,
        keys.label_key,
        keys.donor_key,
        keys.label_ontology_key,
    } - {None}
    obs = pd.DataFrame({name: np.resize(values, 36) for name in sorted(columns)})
    obs[keys.label_key] = np.resize(["B", "T"], 36)
    obs.index = [f"cell{number}" for number in range(36)]
    index = [f"ENSG{number:011d}" for number in range(12)]
    var = pd.DataFrame(
        dict.fromkeys({keys.symbol_key, keys.ensembl_key} - {None, "index"}, index), index=index
    )
    adata = ad.AnnData(counts, obs, var)
    if keys.counts == "raw":
        adata.raw = adata
    if keys.counts.startswith("layers/"):
        adata.layers[keys.counts.removeprefix("layers/")] = counts
    if keys.counts != "X":
        adata.X = counts.log1p()
    adata.write_h5ad(path)
    return path


def content_of(download, keys, folder):
    """Return the bytes of a download of the form that its entry names."""
    packed = folder / "packed"
    if download.unpack == "10x_mtx":
        return tar(packed, trio("filtered_matrices_mex/hg19", new=False)).read_bytes()
    plain = made(folder / "plain.h5ad", keys)
    if download.unpack is None:
        return plain.read_bytes()
    return zipped(packed, {download.unpack: plain.read_bytes()}).read_bytes()


@pytest.fixture
def catalog_of(server, tmp_path):
    """Return a function that writes the catalog of one dataset, whose addresses are on this machine."""

    def catalog_of(name):
        entry, keys = DOWNLOADED[name], DOWNLOADED[name].keys
        content = yaml.safe_load(CATALOG.read_text())[name]
        text = yaml.safe_dump({name: content}, width=1000)
        for number, download in enumerate(entry.source.downloads):
            server.files[f"/{number}"] = content_of(download, keys, tmp_path)
            text = text.replace(f"url: {download.url}\n", f"url: {server.top}/{number}\n")
            assert download.sha256 is None, "a pinned entry needs the file itself"
        path = tmp_path / "catalog.yaml"
        path.write_text(text)
        return path

    return catalog_of


@pytest.mark.parametrize("name", [name for name, entry in DOWNLOADED.items() if entry.keys])
def test_a_public_dataset_is_downloaded_pinned_and_prepared(name, catalog_of, tmp_path):
    """Nothing but the entry says how."""
    catalog, raw = catalog_of(name), tmp_path / "raw.h5ad"
    with pytest.raises(BenchmarkError, match="is not known; what came has"):
        fetch(dataset=name, catalog=catalog, seed=1, raw=raw)
    pin_download(dataset=name, catalog=catalog, raw=raw)
    fetch(dataset=name, catalog=catalog, seed=1, raw=raw)
    paths = {key: tmp_path / key for key in ("cells", "truth", "unintegrated", "facts")}
    prepare(dataset=name, catalog=catalog, raw=raw, seed=1, **paths)
    facts = json.loads(paths["facts"].read_text())
    with h5py.File(paths["cells"]) as file:
        assert set(file["obs"]) == {"batch", "cell_id", "total_counts"}
    assert facts["n_cells"] == (30 if DOWNLOADED[name].source.parts else 36)
    if name == "pancreas":
        assert facts["cells_per_batch"]["indrop"] == 16
        assert set(facts["cells_per_batch"]) == {*TECHNOLOGIES[:3], "indrop", *TECHNOLOGIES[-2:]}
    if DOWNLOADED[name].keys.batch_also_by:
        assert set(facts["cells_per_batch"]) == {f"{one} | {one}" for one in ("first", "second", "third")}


def test_a_dataset_without_keys_says_that_they_are_not_known(tmp_path):
    """It can be downloaded, and prepare says what is missing."""
    name = next(name for name, entry in DOWNLOADED.items() if entry.keys is None)
    paths = {key: tmp_path / key for key in ("cells", "truth", "unintegrated", "facts")}
    with pytest.raises(BenchmarkError, match=f"the catalog names no keys of {name}"):
        prepare(dataset=name, catalog=CATALOG, raw=tmp_path / "raw.h5ad", seed=1, **paths)
