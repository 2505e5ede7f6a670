"""scGPT reads official files, says what does not fit, and gives what torch's own encoder gives."""

from types import SimpleNamespace

import anndata as ad
import numpy as np
import pandas as pd
import pytest
import scipy.sparse as sp
import torch
from rows_on_disk import OnDisk
from tiny_scgpt import STYLES, reference_vectors, vocabulary_of, write_checkpoint

from scgpt import embed, embed_kedzierska2025, embed_random
from scgpt.cells import Cells
from scgpt.checkpoint import read_checkpoint

SYMBOLS = [f"GENE{number}" for number in range(300)]


def run_of(folder, seed=0):
    """Return what a submission is told."""
    return SimpleNamespace(seed=seed, device="cpu", checkpoint=folder)


@pytest.fixture(scope="session")
def checkpoint(tmp_path_factory):
    """Return the folder of a tiny checkpoint that knows the genes of `make_cells`."""
    folder = tmp_path_factory.mktemp("scgpt")
    write_checkpoint(folder, SYMBOLS)
    return folder


def tokens_of(adata, seed=0):
    """Return numbers and bins of every cell, `<cls>` with -2 first."""
    numbers = np.arange(adata.n_vars)
    cells = Cells(adata.X, numbers, numbers, seed)
    bins = cells.tokens(np.arange(adata.n_obs))
    cls = vocabulary_of(SYMBOLS)["<cls>"]
    ends = bins.starts[1:-1]
    both = zip(np.split(bins.genes, ends), np.split(bins.values, ends), strict=True)
    return [(np.r_[cls, genes], np.r_[-2.0, values]) for genes, values in both]


@pytest.mark.parametrize("style", STYLES)
def test_vectors_equal_those_of_torchs_own_encoder(style, tmp_path, make_cells):
    """Whichever way the attention's parameters are named, and with heads that are left out."""
    cells = make_cells(n_cells=20)
    state = write_checkpoint(tmp_path, SYMBOLS, style=style)
    expected = reference_vectors(state, tokens_of(cells))
    assert np.abs(embed(cells, run_of(tmp_path)) - expected).max() < 1e-6


def test_a_vector_depends_on_its_cell_alone(checkpoint, make_cells):
    """Not on the order of cells, on their company, or on the size of a batch; the seed moves it."""
    cells = make_cells(n_cells=60)
    all_cells = embed(cells, run_of(checkpoint))
    order = np.random.default_rng(1).permutation(60)[:25]
    assert np.abs(embed(cells[order].copy(), run_of(checkpoint)) - all_cells[order]).max() < 1e-6
    assert np.abs(embed(cells[3:4].copy(), run_of(checkpoint)) - all_cells[3]).max() < 1e-6
    assert np.abs(embed(cells, run_of(checkpoint, seed=1)) - all_cells).max() > 1e-3


@pytest.mark.parametrize("function", [embed, embed_random])
def test_cells_stream_from_disk(function, checkpoint, make_cells, tmp_path, monkeypatch):
    """A block at a time from a file that is not in memory; blocks move a vector by rounding only."""
    cells = make_cells(n_cells=30, n_genes=40)
    cells.write_h5ad(tmp_path / "cells.h5ad")
    on_disk = ad.read_h5ad(tmp_path / "cells.h5ad", backed="r")
    expected = function(cells, run_of(checkpoint))
    assert np.array_equal(function(on_disk, run_of(checkpoint)), expected)
    monkeypatch.setattr("token_batches.rows.N_ROWS", 7)
    assert np.abs(function(on_disk, run_of(checkpoint)) - expected).max() < 1e-6
    on_disk.file.close()


@pytest.mark.parametrize("function", [embed, embed_random])
def test_no_more_than_two_blocks_are_in_memory(function, checkpoint, make_cells, monkeypatch):
    """The one that is embedded, and the one that is read."""
    monkeypatch.setattr("token_batches.rows.N_ROWS", 8)
    cells = make_cells(n_cells=30, n_genes=40)
    on_disk = OnDisk(cells.X, cells.obs, cells.var)
    function(on_disk, run_of(checkpoint))
    assert set(on_disk.X.read) == {8, 6}
    assert max(on_disk.X.held) <= 1


def test_the_order_of_genes_says_nothing(checkpoint, make_cells):
    """Neither through tokens, which have no positions, nor through the random numbers."""
    cells = make_cells(n_cells=10)
    other = cells[:, np.random.default_rng(0).permutation(cells.n_vars)].copy()
    other.X = sp.csr_matrix(other.X)
    assert np.abs(embed(other, run_of(checkpoint)) - embed(cells, run_of(checkpoint))).max() < 1e-6


@pytest.mark.parametrize("function", [embed, embed_kedzierska2025])
@pytest.mark.filterwarnings("ignore:.*zero counts")  # the field's library tells what is tested
def test_cells_without_a_known_gene_have_a_vector_and_are_counted(function, checkpoint, make_cells, capsys):
    """Also where no gene is expressed at all."""
    cells = make_cells(n_cells=40)
    cells.X.data[: cells.X.indptr[2]] = 0
    cells.X.eliminate_zeros()
    vectors = function(cells, run_of(checkpoint))
    assert np.isfinite(vectors).all()
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1)
    assert np.abs(vectors[0] - vectors[1]).max() < 1e-6  # perhaps of two batches
    assert capsys.readouterr().out.splitlines() == [
        "300 of 300 genes are in the vocabulary (100.0%)",
        "2 of 40 cells have no gene that the model knows",
    ]


@pytest.mark.filterwarnings("ignore:.*zero counts")
def test_the_papers_protocol_differs_from_the_authors(checkpoint, make_cells):
    """By the value of `<cls>`, by logarithms, and by the choice of genes."""
    cells = make_cells(n_cells=40)
    authors = embed(cells, run_of(checkpoint))
    papers = embed_kedzierska2025(cells, run_of(checkpoint))
    fewer = embed_kedzierska2025(cells, run_of(checkpoint), n_genes=100)
    assert 0.5 < (authors * papers).sum(axis=1).mean() < 0.999
    assert np.abs(papers - fewer).max() > 1e-3


def test_long_cells_are_sampled(tmp_path):
    """Of 1,500 expressed genes 1,199 are read, others for another seed."""
    symbols = [f"G{number}" for number in range(1500)]
    write_checkpoint(tmp_path, symbols)
    counts = sp.csr_matrix(np.random.default_rng(0).integers(1, 9, (2, 1500)).astype(np.float32))
    numbers = np.arange(1500)
    chosen = [Cells(counts, numbers, numbers, seed).tokens(np.array([1])) for seed in (0, 0, 1)]
    assert [len(set(tokens.genes)) for tokens in chosen] == [1199] * 3
    assert np.array_equal(chosen[0].genes, chosen[1].genes)
    assert len(set(chosen[0].genes) - set(chosen[2].genes)) > 100
    cells = ad.AnnData(counts, var=pd.DataFrame(index=symbols))
    assert np.isfinite(embed(cells, run_of(tmp_path))).all()


def test_a_million_genes_are_a_matter_of_their_counts():
    """What is empty costs next to nothing."""
    X = sp.csr_matrix((np.array([3, 1], np.float32), ([0, 0], [7, 999_999])), shape=(1, 1_000_000))
    numbers = np.arange(1_000_000)
    assert Cells(X, numbers, numbers, 0).tokens(np.array([0])).genes.tolist() == [7, 999_999]


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (-1, r"^adata.X holds 1 values that are negative or not finite, such as -1; expected counts"),
        (np.inf, r"holds 1 values that are negative or not finite, such as inf; expected counts"),
        (np.nan, r"holds 1 values that are negative or not finite, such as nan; expected counts"),
    ],
)
def test_what_cannot_be_a_count_is_refused(checkpoint, make_cells, value, message):
    """Bins of scaled values would mean nothing."""
    cells = make_cells(n_cells=5)
    cells.X.data[7] = value
    with pytest.raises(ValueError, match=message):
        embed(cells, run_of(checkpoint))


def test_fractions_are_refused_where_counts_are_needed(checkpoint, make_cells):
    """Seurat's third method models counts; the authors' function takes any scale."""
    cells = make_cells(n_cells=40)
    cells.X.data *= 1.5
    assert np.isfinite(embed(cells, run_of(checkpoint))).all()
    with pytest.raises(ValueError, match="holds fractions; expected whole counts"):
        embed_kedzierska2025(cells, run_of(checkpoint))


def test_a_dataset_without_enough_counts_is_refused(checkpoint, make_cells):
    """The paper's protocol leaves out genes below three counts."""
    cells = make_cells(n_cells=3)
    cells.X = sp.csr_matrix(cells.shape, dtype=np.float32)
    with pytest.raises(ValueError, match="no gene of the vocabulary has 3 counts; expected 1200 such"):
        embed_kedzierska2025(cells, run_of(checkpoint))


@pytest.mark.parametrize(
    ("names", "look"),
    [
        ([f"ENSG{number:011d}" for number in range(300)], r"Ensembl ids \(ENSG00000000000\)"),
        ([f"Gene{number}" for number in range(300)], r"symbols of mouse genes \(Gene0\)"),
        ([f"OTHER{number}" for number in range(300)], r"symbols of human genes \(OTHER0\)"),
        ([str(number) for number in range(300)], r"numbers \(0\)"),
        (["?"] * 300, r"'\?'"),
    ],
)
def test_fewer_than_half_of_the_genes_is_an_error(checkpoint, make_cells, names, look):
    """It says what the names look like, which is where the mistake is."""
    cells = make_cells(n_cells=5)
    cells.var = pd.DataFrame(index=pd.Index(names).astype(str))
    expected = f"0 of 300 genes are in the vocabulary; expected 50% at least. .* {look}; .* such as GENE0"
    with pytest.raises(ValueError, match=expected):
        embed(cells, run_of(checkpoint))


def test_ensembl_ids_match_by_their_symbols(checkpoint, make_cells, capsys):
    """What has no symbol keeps its own name, and is not in the vocabulary."""
    cells = make_cells(n_cells=20)
    named = cells.copy()
    named.var.index = [f"ENSG{number:011d}" for number in range(300)]
    assert np.array_equal(embed(named, run_of(checkpoint)), embed(cells, run_of(checkpoint)))
    named.var["symbol"] = [*named.var["symbol"][:200], *[""] * 100]
    embed(named, run_of(checkpoint))
    assert capsys.readouterr().out.splitlines()[-2:] == [
        "200 of 300 genes are in the vocabulary (66.7%)",
        "0 of 20 cells have no gene that the model knows",
    ]


def test_a_gene_named_like_a_special_token_is_no_gene(checkpoint, make_cells, capsys):
    """Padding that counts as expressed would be masked nowhere."""
    cells = make_cells(n_cells=5)
    cells.var["symbol"] = ["<pad>", "<cls>", *SYMBOLS[2:]]
    embed(cells, run_of(checkpoint))
    assert capsys.readouterr().out.startswith("298 of 300 genes")


def test_no_cells_are_no_vectors(checkpoint, make_cells):
    """Of the right width."""
    assert embed(make_cells(n_cells=5)[:0].copy(), run_of(checkpoint)).shape == (0, 16)


def test_weights_are_indexed_by_the_vocabulary(checkpoint):
    """The official file numbers special tokens last."""
    weights = read_checkpoint(checkpoint)
    assert weights.genes.shape == (303, 16)
    assert weights.vocabulary["<pad>"] == 300
    assert weights.pad_value == -2
    assert weights.genes.dtype == torch.float32
