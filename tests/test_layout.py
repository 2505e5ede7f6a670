"""The layout stage: places for pictures, the same on every run."""

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from planted_cells import plant

from stages.embeddings import write_embedding
from stages.errors import BenchmarkError
from stages.layout import layout

STAMP = {"dataset": "toy", "dataset_version": "1"}


@pytest.fixture
def places(tmp_path):
    """Return a function that lays planted cells out and returns the rows."""
    cells = plant(150, 12, labels=6.0, batches=2.0)
    cell_ids = [f"cell-{number:03}" for number in range(150)]
    truth = {"cell_id": cell_ids, "label": cells.label, "batch": cells.batch}
    (tmp_path / "prepared/toy").mkdir(parents=True)
    table = pa.table(truth | {"donor": pa.nulls(150, pa.string())}).replace_schema_metadata(STAMP)
    pq.write_table(table, tmp_path / "prepared/toy/truth.parquet")
    write_embedding(tmp_path / "prepared/toy/unintegrated.parquet", cell_ids, cells.unintegrated, STAMP)

    def of(n_cells=100, points=cells.points):
        for name in ("mine", "shuffle_global"):
            path = tmp_path / f"embeddings/{name}/toy.parquet"
            write_embedding(path, cell_ids, points, STAMP | {"submission": name, "submission_version": "1"})
        layout(
            embeddings=tmp_path / "embeddings",
            prepared=tmp_path / "prepared",
            datasets=["toy"],
            seed=3,
            n_cells=n_cells,
            table=tmp_path / "layouts.parquet",
        )
        return (tmp_path / "layouts.parquet").read_bytes(), pq.read_table(tmp_path / "layouts.parquet")

    return of


def test_a_sample_of_cells_fills_a_square(places):
    """Whole numbers from 0 to 1000, with the label and the batch of each cell; controls have no picture."""
    _, table = places()
    assert table.num_rows == 100
    assert set(table["submission"].to_pylist()) == {"mine"}
    x, y = table["x"].to_numpy(), table["y"].to_numpy()
    assert min(x.min(), y.min()) >= 0
    assert max(x.max(), y.max()) == 1000
    assert len(set(table["label"].to_pylist())) > 1


def test_neighbours_stay_neighbours(places):
    """Cells of one planted type lie nearer to each other than to the rest."""
    _, table = places()
    points, label = np.stack([table["x"], table["y"]], axis=1), np.array(table["label"].to_pylist())
    distances = np.linalg.norm(points[:, None] - points[None], axis=2)
    same = label[:, None] == label[None]
    assert distances[same].mean() < 0.7 * distances[~same].mean()


def test_one_seed_gives_one_picture(places):
    """Twice the same bytes."""
    assert places()[0] == places()[0]


@pytest.mark.parametrize("columns", [1, 2])
def test_few_cells_or_dimensions_are_shown_as_they_are(places, columns):
    """t-SNE needs more cells than neighbours, and more than one dimension."""
    points = np.zeros((150, columns))
    points[:, 0] = np.arange(150)
    _, table = places(n_cells=40, points=points)
    assert table["x"].to_numpy().max() == 1000
    assert set(table["y"].to_pylist()) == {500}


def test_all_cells_in_one_place_have_a_picture(places):
    """A constant embedding is a point in the middle."""
    _, table = places(n_cells=40, points=np.ones((150, 3)))
    assert set(table["x"].to_pylist()) == {500}


def test_without_embeddings_the_stage_says_what_makes_them(tmp_path):
    """An empty table would look like pictures of nothing."""
    with pytest.raises(BenchmarkError, match="there is no embedding to lay out") as caught:
        layout(
            embeddings=tmp_path,
            prepared=tmp_path,
            datasets=["toy"],
            seed=3,
            n_cells=10,
            table=tmp_path / "layouts.parquet",
        )
    assert caught.value.fix == "make leaderboard"
