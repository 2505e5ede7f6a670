"""Geneformer's vectors are those of a straightforward reading of the same files, and of upstream."""

import os
import pickle
from pathlib import Path

import anndata as ad
import numpy as np
import pytest
from made_geneformer import POSITIONS, Run, made_cells, reference, write_checkpoint
from rows_on_disk import OnDisk

from geneformer import embed_cells, genes_of_dictionaries, read_config, read_dictionaries, tokenise

GOLDEN = Path(os.environ.get("FROZEN_CELLS_GOLDEN", "../shared/golden"), "geneformer")
TOLERANCE = 1e-5
DICTIONARIES = {"v1": "dict_v1_official_gc30M", "v2": "dict_v2_made"}
golden_cases = pytest.mark.parametrize(("cells", "version"), [("pbmc", "v1"), ("wide", "v1"), ("pbmc", "v2")])


def moved(first, second):
    """Return the largest difference of any coordinate."""
    return float(np.abs(first - second).max())


def embedded(folder, adata, version, **keys):
    """Return vectors, averaged unless it is said otherwise."""
    keys = {"pooling": "mean", "special_tokens": version == 2} | keys
    return embed_cells(adata, Run(folder), **keys)


def tokens_of(folder, adata, version):
    """Return tokens by the files of a checkpoint, special ones around them in `v2`."""
    dictionaries = read_dictionaries(folder)
    return tokenise(
        adata.X,
        adata.obs["total_counts"],
        genes_of_dictionaries(adata.var, dictionaries),
        max_tokens=read_config(folder).max_position_embeddings,
        special=[dictionaries.tokens[name] for name in ("<cls>", "<eos>") if version == "v2"],
    )


@pytest.mark.parametrize("layer", [-1, 0])
@pytest.mark.parametrize(("version", "pooling"), [(1, "mean"), (2, "mean"), (2, "cls")])
def test_vectors_are_those_of_the_reference(tmp_path, version, pooling, layer):
    """Cells longer than the model reads, of one gene and of none included."""
    folder, adata = write_checkpoint(tmp_path / "weights", version), made_cells()
    lengths = np.diff(adata.X.indptr)
    assert lengths.max() > POSITIONS[version] > lengths.min() == 0
    expected = reference(folder, adata, version, pooling=pooling, layer=layer)
    assert moved(embedded(folder, adata, version, pooling=pooling, layer=layer), expected) < TOLERANCE


@pytest.mark.parametrize(
    ("version", "mutation"),
    [(1, {"layer": 0}), (1, {"medians": False}), (2, {"layer": 0}), (2, {"drop_special": False})],
)
def test_what_is_read_otherwise_is_told_apart(tmp_path, version, mutation):
    """Another layer, counts without medians and special tokens in the mean are far beyond the tolerance."""
    folder, adata = write_checkpoint(tmp_path / "weights", version), made_cells()
    wrong = reference(folder, adata, version, **mutation)
    assert moved(embedded(folder, adata, version), wrong) > 1000 * TOLERANCE


@pytest.mark.parametrize(("precision", "most"), [("bfloat16", 0.1), ("float16", 0.02)])
def test_half_precision_is_near_and_is_not_the_same(tmp_path, precision, most):
    """It is an option that a submission declares, never what happens by itself."""
    folder, adata = write_checkpoint(tmp_path / "weights", 2), made_cells()
    half = embedded(folder, adata, 2, precision=precision)
    assert TOLERANCE < moved(half, embedded(folder, adata, 2)) < most


def test_cells_stream_from_disk(tmp_path):
    """Rows are read some thousand at a time from a file that is not in memory."""
    folder, adata = write_checkpoint(tmp_path / "weights", 2), made_cells()
    adata.write_h5ad(tmp_path / "cells.h5ad")
    on_disk = ad.read_h5ad(tmp_path / "cells.h5ad", backed="r")
    assert np.array_equal(embedded(folder, on_disk, 2), embedded(folder, adata, 2))
    on_disk.file.close()


def test_no_more_than_two_blocks_are_in_memory(tmp_path, monkeypatch):
    """The one that is embedded, and the one that is read."""
    monkeypatch.setattr("token_batches.rows.N_ROWS", 5)
    folder, adata = write_checkpoint(tmp_path / "weights", 2), made_cells()
    on_disk = OnDisk(adata.X, adata.obs, adata.var)
    assert moved(embedded(folder, on_disk, 2), embedded(folder, adata, 2)) < TOLERANCE
    assert on_disk.X.read == [5, 5, 2]
    assert max(on_disk.X.held) <= 1


def test_a_cell_has_the_same_vector_in_any_company(tmp_path):
    """Order, subset and the size of a batch move it by rounding only."""
    folder, adata = write_checkpoint(tmp_path / "weights", 1), made_cells()
    together = embedded(folder, adata, 1)
    assert moved(embedded(folder, adata[::-2].copy(), 1), together[::-2]) < TOLERANCE
    assert moved(embedded(folder, adata[4:5].copy(), 1), together[4:5]) < TOLERANCE


def test_cells_without_a_gene_are_counted(tmp_path, capsys):
    """Upstream drops them; here they have the vector 0, and V2's state of `<cls>` before nothing."""
    adata = made_cells()
    assert not embedded(write_checkpoint(tmp_path / "v1", 1), adata, 1)[-1].any()
    vectors = embedded(write_checkpoint(tmp_path / "v2", 2), adata, 2, pooling="cls")
    assert np.isfinite(vectors).all()
    assert vectors[-1].any()
    told = capsys.readouterr().err
    assert told.count("1 of 12 cells have no gene with a token\n") == 2
    assert "59 of 60 genes (98.3%) have a token\n" in told  # one of them under an id that stands for another


def test_all_cells_can_be_empty(tmp_path):
    """Nothing is divided by their totals."""
    adata = made_cells()
    adata.X = adata.X * 0
    adata.obs["total_counts"] = 0.0
    assert not embedded(write_checkpoint(tmp_path / "weights", 1), adata, 1).any()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"pooling": "cls"}, 'pooling is cls; cells have no special tokens: write pooling="mean"'),
        ({"special_tokens": True}, "token_dictionary has no <cls> and no <eos>: it is not of a V2 model"),
    ],
)
def test_a_reading_that_the_files_cannot_give_is_refused(tmp_path, change, message):
    """V1 has neither `<cls>` nor `<eos>`."""
    folder = write_checkpoint(tmp_path / "weights", 1)
    with pytest.raises(ValueError, match=f"^{message}$"):
        embedded(folder, made_cells(), 1, **change)


def test_a_vocabulary_longer_than_the_table_is_refused(tmp_path):
    """It is of another model."""
    folder = write_checkpoint(tmp_path / "weights", 1)
    path = folder / "token_dictionary_made.pkl"
    path.write_bytes(pickle.dumps({"ENSG1": 99}))
    with pytest.raises(ValueError, match=r"^a token has number 99; config\.json has vocab_size 60$"):
        embedded(folder, made_cells(), 1)


def test_cells_without_totals_are_refused(tmp_path):
    """A total over a selection of genes is no total."""
    adata = made_cells()
    del adata.obs["total_counts"]
    with pytest.raises(
        ValueError, match=r"^obs has no column `total_counts`; expected the counts of every cell"
    ):
        embedded(write_checkpoint(tmp_path / "weights", 1), adata, 1)


def of_upstream(cells, version, folder):
    """Return upstream's cells; link the files of its checkpoint and dictionaries into an empty folder."""
    for source in (GOLDEN / f"checkpoint_{version}", GOLDEN / DICTIONARIES[version]):
        for path in source.iterdir():
            (folder / path.name).symlink_to(path.resolve())  # a link's own folder is another
    adata = ad.read_h5ad(GOLDEN / f"input_{cells}.h5ad")
    adata.obs["total_counts"] = adata.obs["n_counts"]
    return adata


@pytest.fixture
def golden(tmp_path):
    """Return a function that gives upstream's cells, checkpoint and results; they are not part of this."""
    if not GOLDEN.exists():
        pytest.skip(f"there is no {GOLDEN}: results of the authors' package, kept outside of the repository")
    return lambda cells, version: (tmp_path, of_upstream(cells, version, tmp_path))


@golden_cases
def test_tokens_are_upstreams(golden, cells, version):
    """Every one of every cell."""
    folder, adata = golden(cells, version)
    sentences = tokens_of(folder, adata, version)
    expected = np.load(GOLDEN / f"{cells}.{version}.tokens.npz")
    assert np.array_equal(sentences.tokens, expected["input_ids"])
    assert np.array_equal(sentences.starts, expected["indptr"])


@golden_cases
@pytest.mark.parametrize("layer", [-1, 0])
def test_vectors_are_upstreams(golden, cells, version, layer):
    """Averaged, and of the first token where there is one."""
    folder, adata = golden(cells, version)
    for name, pooling in [("cell", "mean"), ("cls", "cls")][: int(version[1])]:
        expected = np.load(GOLDEN / f"{cells}.{version}.{name}.layer{layer}.npy")
        found = embedded(folder, adata, int(version[1]), pooling=pooling, layer=layer)
        assert moved(found, expected) < TOLERANCE
        wrong = embedded(folder, adata, int(version[1]), pooling=pooling, layer=-1 - layer)
        assert moved(wrong, expected) > 1
