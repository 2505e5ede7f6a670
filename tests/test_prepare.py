"""What a model may see is parted from the truth, and a dataset that breaks a promise is refused."""

from pathlib import Path

import anndata as ad
import h5py
import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
import scipy.sparse as sp

from stages.embeddings import read_embedding
from stages.errors import BenchmarkError
from stages.files import read_json, sha256_of
from stages.prepare import prepare
from stages.records import DatasetFacts

ENTRY = """
tiny:
  title: Tiny
  version: 3
  kind: real
  organism: Homo sapiens
  tissue: blood
  summary: Some cells.
  source: {path: tiny.h5ad}
  license: MIT
  citation: Nobody.
"""
KEYS = "batch_key: tech, label_key: celltype"
N_CELLS, N_GENES = 80, 60


def raw_adata():
    """Return counts with two technologies, three types, and things that a model must not see."""
    rng = np.random.default_rng(0)
    counts = sp.csr_matrix(rng.poisson(1, (N_CELLS, N_GENES)).astype(np.float32))
    obs = pd.DataFrame(
        {
            "celltype": rng.choice(["B", "NK", "T"], N_CELLS),
            "tech": pd.Categorical(rng.choice(["v2", "v3"], N_CELLS)),
            "donor": rng.choice(["d1", "d2"], N_CELLS),
            "term": "CL:0000236",
        },
        index=[f"cell{number}" for number in range(N_CELLS)],
    )
    var = pd.DataFrame(
        {"ensembl": [f"ENSG{number:011d}.4" for number in range(N_GENES)]},
        index=[f"GENE{number}" for number in range(N_GENES)],
    )
    adata = ad.AnnData(counts, obs, var, uns={"celltype_colors": ["red"]})
    adata.obsm["X_umap"] = np.ones((N_CELLS, 2))
    return adata


class Desk:
    """A folder in which one dataset is prepared."""

    def __init__(self, root):
        self.root = root
        self.adata = raw_adata()

    def path(self, name):
        """Return the path of one of the stage's files."""
        return self.root / name

    def write_raw(self):
        """Write the raw file and return its path."""
        self.adata.write_h5ad(self.path("tiny.h5ad"))
        return self.path("tiny.h5ad")

    def prepare(self, keys=KEYS, raw=None):
        """Prepare the dataset with the given keys and return the facts."""
        catalog = self.path("catalog.yaml")
        catalog.write_text(ENTRY + (f"  keys: {{{keys}}}\n" if keys else ""))
        prepare(
            dataset="tiny",
            catalog=catalog,
            raw=raw or self.write_raw(),
            seed=1,
            cells=self.path("cells.h5ad"),
            truth=self.path("truth.parquet"),
            unintegrated=self.path("unintegrated.parquet"),
            facts=self.path("facts.json"),
        )
        return DatasetFacts.from_json(read_json(self.path("facts.json")))


@pytest.fixture
def desk(tmp_path):
    """Return a folder with a dataset that keeps every promise."""
    return Desk(tmp_path)


def test_a_model_sees_counts_batch_and_gene_names_and_nothing_else(desk):
    """Labels, donors, pictures and colours end here."""
    desk.prepare(KEYS + ", donor_key: donor, ensembl_key: ensembl, symbol_key: index")
    cells = ad.read_h5ad(desk.path("cells.h5ad"))
    assert list(cells.obs) == ["batch", "total_counts"]
    assert cells.obs.index.name == "cell_id"
    assert list(cells.obs["batch"].cat.categories) == ["v2", "v3"]
    assert list(cells.var) == ["symbol", "ensembl_id"]
    assert cells.var.iloc[7].to_list() == ["GENE7", "ENSG00000000007"]
    assert dict(cells.uns) == {"dataset": "tiny", "dataset_version": 3}
    assert not [*cells.obsm, *cells.varm, *cells.layers, *cells.obsp]
    assert cells.raw is None
    content = desk.path("cells.h5ad").read_bytes()
    assert b"celltype" not in content
    assert b"donor" not in content


def test_counts_are_those_of_the_file(desk):
    """CSR float32 integers; total_counts is their sum."""
    expected = desk.adata.X.toarray()
    desk.prepare()
    cells = ad.read_h5ad(desk.path("cells.h5ad"))
    assert isinstance(cells.X, sp.csr_matrix)
    assert cells.X.dtype == np.float32
    assert np.array_equal(cells.X.toarray(), expected)
    assert np.array_equal(cells.obs["total_counts"], expected.sum(axis=1))


def test_the_truth_keeps_the_order_of_the_cells(desk):
    """Label, batch, donor and ontology term by cell id."""
    desk.prepare(KEYS + ", donor_key: donor, label_ontology_key: term")
    truth = pq.read_table(desk.path("truth.parquet"))
    assert truth.column_names == ["cell_id", "label", "batch", "donor", "label_ontology_id"]
    assert {str(kind) for kind in truth.schema.types} == {"string"}
    assert truth.schema.metadata == {b"dataset": b"tiny", b"dataset_version": b"3"}
    assert truth["cell_id"].to_pylist() == list(desk.adata.obs_names)
    assert truth["label"].to_pylist() == desk.adata.obs["celltype"].to_list()
    assert truth["donor"].to_pylist() == desk.adata.obs["donor"].to_list()


def test_what_is_unknown_is_null(desk):
    """A dataset without donors and ontology terms has columns of nulls."""
    desk.prepare()
    truth = pq.read_table(desk.path("truth.parquet"))
    assert truth["donor"].null_count == truth["label_ontology_id"].null_count == N_CELLS


def test_a_donor_may_be_unknown_for_some_cells(desk):
    """Nobody is given a donor called nan."""
    desk.adata.obs.loc["cell3", "donor"] = np.nan
    desk.prepare(KEYS + ", donor_key: donor")
    assert pq.read_table(desk.path("truth.parquet"))["donor"].null_count == 1


def test_the_reference_is_an_embedding_of_the_same_cells(desk):
    """50 components with dataset and version in the metadata."""
    desk.prepare()
    reference = read_embedding(desk.path("unintegrated.parquet"))
    assert reference.vectors.shape == (N_CELLS, 50)
    assert reference.cell_ids == tuple(desk.adata.obs_names)
    assert reference.metadata["dataset"] == "tiny"
    assert reference.metadata["dataset_version"] == "3"


def test_facts_are_measured(desk):
    """Sizes, medians, sparsity and hashes."""
    counts = desk.adata.X.toarray()
    facts = desk.prepare(KEYS + ", donor_key: donor")
    assert (facts.n_cells, facts.n_genes, facts.n_batches, facts.n_labels, facts.n_donors) == (
        80,
        60,
        2,
        3,
        2,
    )
    assert facts.cells_per_label == desk.adata.obs["celltype"].value_counts().to_dict()
    assert facts.median_genes_per_cell == np.median((counts > 0).sum(axis=1))
    assert facts.median_counts_per_cell == np.median(counts.sum(axis=1))
    assert facts.sparsity == pytest.approx((counts == 0).mean())
    assert facts.cells_sha256 == sha256_of(desk.path("cells.h5ad"))
    assert facts.warnings == ()


def test_equal_input_gives_equal_bytes(desk):
    """Nothing that depends on it reruns."""
    names = ["cells.h5ad", "truth.parquet", "unintegrated.parquet", "facts.json"]
    desk.prepare()
    first = [desk.path(name).read_bytes() for name in names]
    desk.prepare()
    assert [desk.path(name).read_bytes() for name in names] == first


@pytest.mark.parametrize("column", ["tech", "celltype"])
def test_one_batch_or_one_label_is_allowed(desk, column):
    """What is undefined then is for the metrics to say."""
    desk.adata.obs[column] = "only"
    facts = desk.prepare()
    assert min(facts.n_batches, facts.n_labels) == 1


def test_batches_that_are_numbers_become_text(desk):
    """A batch is a name."""
    desk.adata.obs["tech"] = np.arange(N_CELLS) % 2
    assert set(desk.prepare().cells_per_batch) == {"0", "1"}


def test_batches_are_merged_as_the_catalog_says(desk):
    """Runs of one technology can be one batch."""
    facts = desk.prepare(KEYS + ", batch_merge: {v2: tenx, v3: tenx}")
    assert facts.cells_per_batch == {"tenx": N_CELLS}


def test_cells_without_counts_are_kept_and_said(desk):
    """Dropping a cell is not for the benchmark to decide."""
    counts = desk.adata.X.toarray()
    counts[5] = 0
    desk.adata.X = counts
    facts = desk.prepare()
    assert facts.n_cells == N_CELLS
    assert facts.warnings == ("1 cells have no counts and are kept, such as ['cell5']",)
    assert np.isfinite(read_embedding(desk.path("unintegrated.parquet")).vectors).all()


def test_counts_may_be_in_a_layer(desk):
    """X is then not looked at."""
    counts = desk.adata.X.toarray()
    desk.adata.layers["counts"] = counts
    desk.adata.X = np.log1p(counts)
    desk.prepare(KEYS + ", counts: layers/counts")
    assert np.array_equal(ad.read_h5ad(desk.path("cells.h5ad")).X.toarray(), counts)


def test_counts_may_be_in_raw_with_genes_of_its_own(desk):
    """All genes of raw come along."""
    counts = desk.adata.X.toarray()
    desk.adata.raw = desk.adata.copy()
    desk.adata = desk.adata[:, :20].copy()
    desk.adata.X = np.log1p(desk.adata.X.toarray())
    assert desk.prepare(KEYS + ", counts: raw").n_genes == N_GENES
    assert np.array_equal(ad.read_h5ad(desk.path("cells.h5ad")).X.toarray(), counts)


def test_a_published_library_size_is_kept(desk):
    """Where the file holds some of the genes, models normalise by the total of all."""
    desk.adata.obs["n_counts"] = desk.adata.X.toarray().sum(axis=1) * 5
    desk.prepare(KEYS + ", total_counts_key: n_counts")
    cells = ad.read_h5ad(desk.path("cells.h5ad"))
    assert np.array_equal(cells.obs["total_counts"], desk.adata.obs["n_counts"])


def test_totals_of_other_rows_are_reported(desk):
    """A file in the wild carried totals that did not belong to its rows."""
    totals = np.random.default_rng(1).permutation(desk.adata.X.toarray().sum(axis=1))
    desk.adata.obs["n_counts"] = totals
    (warning,) = desk.prepare().warnings
    assert warning.startswith("obs `n_counts` is below the sum of the counts in ")


def refused(desk, message, keys=KEYS, raw=None):
    """Prepare must raise, with the raw file or the catalog named, and write nothing."""
    with pytest.raises(BenchmarkError, match=message) as error:
        desk.prepare(keys, raw)
    assert str(desk.root) in error.value.where
    assert not desk.path("cells.h5ad").exists()
    return error.value


@pytest.mark.parametrize(
    ("keys", "message", "place"),
    [
        ("batch_key: tech, label_key: cell_type", "obs has no column `cell_type`; .*`celltype`", "label_key"),
        ("batch_key: teck, label_key: celltype", "obs has no column `teck`; .*`tech`", "batch_key"),
        (KEYS + ", donor_key: donors", "obs has no column `donors`; .*`donor`", "donor_key"),
        (KEYS + ", label_ontology_key: terms", "obs has no column `terms`; .*`term`", "label_ontology_key"),
        (KEYS + ", total_counts_key: n", "obs has no column `n`; it has", "total_counts_key"),
        (KEYS + ", symbol_key: name", r"var has no column `name`; it has \['ensembl'\]", "symbol_key"),
        (KEYS + ", ensembl_key: ensembel", "var has no column `ensembel`; .*`ensembl`", "ensembl_key"),
        (KEYS + ", counts: layers/counts", r"no `layers/counts`; the file has \['X'\]", "counts"),
        (KEYS + ", batch_merge: {v33: v3}", "no batch `v33`; the batches are .*`v3`", "batch_merge"),
    ],
)
def test_a_key_that_is_not_there_is_named_with_those_that_are(desk, keys, message, place):
    """A misspelt key gets the nearest name of the file."""
    error = refused(desk, message, keys)
    assert error.where.endswith(f"catalog.yaml: tiny.keys.{place}")


def test_a_dataset_without_keys_cannot_be_prepared(desk):
    """The catalog may describe a dataset whose columns nobody knows yet."""
    refused(desk, "the catalog names no keys of tiny; expected at least batch_key and label_key", keys="")


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (0.5, "1 of .* entries of `X` are not integers, such as 0.5"),
        (-1, "1 of .* entries of `X` are negative, such as -1"),
        (np.nan, "1 of .* entries of `X` are not finite, such as nan"),
        (np.inf, "1 of .* entries of `X` are not finite, such as inf"),
        (2.0**25, "1 of .* entries of `X` are above 16,777,216"),
    ],
)
def test_counts_that_are_no_counts_are_refused(desk, value, message):
    """One wrong entry is enough."""
    counts = desk.adata.X.toarray()
    counts[2, 3] = value
    desk.adata.X = counts
    refused(desk, message)


def test_normalised_counts_point_to_the_raw_ones(desk):
    """If the file holds other matrices, the fix names them."""
    desk.adata.layers["counts"] = desk.adata.X.copy()
    desk.adata.X = np.log1p(desk.adata.X.toarray())
    assert refused(desk, "are not integers").fix == "set counts to where the raw counts are: layers/counts"


@pytest.mark.parametrize(
    ("missing", "message"),
    [
        (np.nan, r"`celltype` is missing for 2 of 80 cells, such as \['cell1', 'cell4'\]"),
        (None, "`celltype` is missing for 2 of 80 cells"),
        ("", "`celltype` is missing for 2 of 80 cells"),
        ("nan", "`celltype` is missing for 2 of 80 cells"),
    ],
)
def test_a_label_that_is_missing_for_some_cells_is_refused(desk, missing, message):
    """Also where a missing value was written as text."""
    labels = desk.adata.obs["celltype"].astype(object)
    labels[["cell1", "cell4"]] = missing
    desk.adata.obs["celltype"] = labels
    refused(desk, message)


def test_a_batch_that_is_missing_for_some_cells_is_refused(desk):
    """The same as for labels, in a categorical column."""
    desk.adata.obs.loc["cell7", "tech"] = np.nan
    refused(desk, r"`tech` is missing for 1 of 80 cells, such as \['cell7'\]")


@pytest.mark.filterwarnings("ignore:.* names are not unique")
def test_cell_ids_that_occur_twice_are_refused(desk):
    """Cells are matched by their id."""
    desk.adata.obs_names = ["cell0", *desk.adata.obs_names[:-1]]
    refused(desk, r"1 cell ids occur more than once, such as \['cell0'\]")


@pytest.mark.filterwarnings("ignore:.* names are not unique")
def test_gene_ids_that_occur_twice_are_refused(desk):
    """A model that looks up a gene must find one."""
    desk.adata.var_names = ["GENE1", *desk.adata.var_names[1:]]
    refused(desk, r"1 gene ids occur more than once, such as \['GENE1'\]")


@pytest.mark.parametrize("axis", ["obs", "var"])
def test_ids_that_are_numbers_are_refused(desk, axis):
    """Text is not guessed from numbers: it could be 1 or 1.0."""
    raw = desk.write_raw()
    with h5py.File(raw, "a") as file:
        table = file[axis]
        name = table.attrs["_index"]
        size = len(table[name])
        del table[name]
        table[name] = np.arange(size)
    refused(desk, f"the index of {axis} holds int64, such as 0; expected text", raw=raw)


@pytest.mark.parametrize("shape", [(0, N_GENES), (N_CELLS, 0), (1, N_GENES)])
def test_an_empty_dataset_is_refused(desk, shape):
    """No cells, no genes, or a single cell."""
    desk.adata = desk.adata[: shape[0], : shape[1]].copy()
    refused(desk, f"the dataset has {shape[0]} cells and {shape[1]} genes; expected at least 2 cells")


def test_a_library_size_below_its_counts_is_refused(desk):
    """The total of all genes is at least the sum over some of them."""
    desk.adata.obs["n_counts"] = 1
    refused(desk, "`n_counts` is missing or below the sum", KEYS + ", total_counts_key: n_counts")


def test_a_file_that_is_no_anndata_is_refused(desk):
    """A page of HTML saved as .h5ad, for example."""
    raw = desk.path("tiny.h5ad")
    raw.write_text("<html>")
    refused(desk, "not a readable AnnData file", raw=raw)


def test_a_published_file_goes_through(desk):
    """Blood by three chemistries, a file that is not part of the project."""
    raw = Path(__file__).parents[2] / "shared/data/pbmc_3chem.h5ad"
    if not raw.exists():
        pytest.skip(f"{raw.name} is not on this machine")
    keys = "batch_key: batch, label_key: cell_type, total_counts_key: n_counts_all_genes"
    facts = desk.prepare(keys, raw=raw)
    assert (facts.n_cells, facts.n_batches, facts.n_labels) == (1500, 3, 9)
