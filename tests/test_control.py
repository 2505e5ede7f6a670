"""The controls know what they claim to know, and nothing else."""

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from stages import __version__
from stages.control import control
from stages.controls import CONTROLS
from stages.embeddings import read_embedding, write_embedding
from stages.errors import BenchmarkError
from stages.files import write_parquet

N_CELLS = 120
IDS = [f"cell{number}" for number in range(N_CELLS)]
LABELS = np.array(["T", "B", "NK"])[np.arange(N_CELLS) % 3]
BATCHES = np.array(["b1", "b2"])[np.arange(N_CELLS) // 60]
VECTORS = np.random.default_rng(0).normal(size=(N_CELLS, 5)).astype(np.float32)


@pytest.fixture
def make(tmp_path):
    """Return a function that makes a control and returns its embedding."""
    stamp = {"dataset": "tiny", "dataset_version": "3"}
    columns = {"cell_id": IDS, "label": list(LABELS), "batch": list(BATCHES)}
    write_parquet(pa.table(columns).replace_schema_metadata(stamp), tmp_path / "truth.parquet")
    write_embedding(tmp_path / "unintegrated.parquet", IDS, VECTORS, stamp)

    def make(name, *, seed=1, dataset="tiny"):
        path = tmp_path / name / f"{dataset}.parquet"
        control(
            control=name,
            dataset=dataset,
            truth=tmp_path / "truth.parquet",
            unintegrated=tmp_path / "unintegrated.parquet",
            seed=seed,
            embedding=path,
        )
        return read_embedding(path)

    return make


def sources(embedding):
    """Return from which cell each vector came, where vectors were only moved."""
    row_of = {vector.tobytes(): row for row, vector in enumerate(VECTORS)}
    return np.array([row_of[vector.tobytes()] for vector in embedding.vectors])


@pytest.mark.parametrize("name", CONTROLS)
def test_a_control_is_an_embedding_of_version_one(make, name):
    """It has the metadata of a submission."""
    embedding = make(name)
    assert embedding.cell_ids == tuple(IDS)
    metadata = dict(embedding.metadata)
    del metadata["content_sha256"]
    assert metadata == {
        "submission": name,
        "submission_version": "1",
        "dataset": "tiny",
        "dataset_version": "3",
        "benchmark_version": __version__,
        "seed": "1",
        "checkpoint_sha256": "{}",
    }


def test_one_hot_labels_are_the_labels(make):
    """One dimension per label; cells of a label coincide."""
    vectors = make("one_hot_labels").vectors
    assert vectors.shape == (N_CELLS, 3)
    assert np.array_equal(vectors.argmax(axis=1), np.unique(LABELS, return_inverse=True)[1])
    assert set(np.unique(vectors)) == {0, 1}


def test_one_hot_batches_are_the_batches(make):
    """One dimension per batch."""
    vectors = make("one_hot_batches").vectors
    assert vectors.shape == (N_CELLS, 2)
    assert np.array_equal(vectors.argmax(axis=1), np.unique(BATCHES, return_inverse=True)[1])


def test_jitter_tells_cells_apart_and_labels_still(make):
    """Noise of at most 0.01 to either side."""
    exact, jittered = make("one_hot_labels").vectors, make("one_hot_labels_jitter").vectors
    noise = jittered - exact
    assert np.abs(noise).max() <= 0.01 + 1e-6
    assert noise.min() < -0.005 < 0.005 < noise.max()
    assert len(np.unique(jittered, axis=0)) == N_CELLS


@pytest.mark.parametrize(
    ("name", "groups"),
    [
        ("shuffle_global", np.zeros(N_CELLS, dtype=int)),
        ("shuffle_within_batch", BATCHES),
        ("shuffle_within_label", LABELS),
    ],
)
def test_a_shuffle_moves_vectors_inside_its_groups(make, name, groups):
    """Every vector is there once, most at another cell, none outside its group."""
    source = sources(make(name))
    assert sorted(source) == list(range(N_CELLS))
    assert np.array_equal(groups[source], groups)
    assert (source != np.arange(N_CELLS)).mean() > 0.8


def test_a_shuffle_keeps_nothing_else(make):
    """The global one leaves batches and labels behind."""
    source = sources(make("shuffle_global"))
    assert 0.2 < (LABELS[source] == LABELS).mean() < 0.5
    assert 0.35 < (BATCHES[source] == BATCHES).mean() < 0.65


@pytest.mark.parametrize("name", ["one_hot_labels_jitter", "shuffle_global"])
def test_draws_depend_on_seed_and_dataset(make, name):
    """The same twice, another for another seed or dataset."""
    first = make(name).vectors
    assert np.array_equal(make(name).vectors, first)
    assert not np.array_equal(make(name, seed=2).vectors, first)
    assert not np.array_equal(make(name, dataset="other").vectors, first)


def test_controls_do_not_share_their_draws(make):
    """With one batch, the shuffle within it is another one than the global shuffle."""
    assert not np.array_equal(make("shuffle_global").vectors, make("shuffle_within_batch").vectors)


def test_the_truth_is_matched_by_cell_id(make, tmp_path):
    """A truth in another row order gives the same control."""
    expected = make("one_hot_labels").vectors
    truth = pq.read_table(tmp_path / "truth.parquet")
    write_parquet(truth.take(list(range(N_CELLS))[::-1]), tmp_path / "truth.parquet")
    assert np.array_equal(make("one_hot_labels").vectors, expected)


def test_one_label_makes_one_dimension(make, tmp_path):
    """A dataset with one label has its controls too."""
    table = pa.table({"cell_id": IDS, "label": ["T"] * N_CELLS, "batch": list(BATCHES)})
    write_parquet(table, tmp_path / "truth.parquet")
    assert make("one_hot_labels").vectors.shape == (N_CELLS, 1)


def test_files_of_different_cells_are_refused(make, tmp_path):
    """Truth and reference are written together; one of them is from another day."""
    truth = pq.read_table(tmp_path / "truth.parquet")
    write_parquet(truth.slice(2), tmp_path / "truth.parquet")
    with pytest.raises(BenchmarkError, match="2 cells are in only one of the two files"):
        make("one_hot_labels")


def test_an_unknown_control_gets_the_nearest_name(make):
    """A typo in params.yaml."""
    with pytest.raises(BenchmarkError, match=r"no control `shufle_global`; .* did you mean `shuffle_global`"):
        make("shufle_global")
