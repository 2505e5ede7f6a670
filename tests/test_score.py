"""Scoring joins by cell id, refuses other cells, and writes the same bytes for the same input."""

import json
import subprocess
import sys

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from stages import __version__
from stages.embeddings import write_embedding
from stages.errors import BenchmarkError
from stages.files import sha256_of
from stages.metrics import METRICS
from stages.records import EvaluationScores
from stages.score import score

N_CELLS = 240
STAMP = {"dataset": "toy", "dataset_version": "1"}
MINE = STAMP | {"submission": "mine", "submission_version": "2", "benchmark_version": "0.0.0", "seed": "1"}
ENTRY = "import pathlib, sys; from stages.score import score; folder = pathlib.Path(sys.argv[1]); "


@pytest.fixture
def files(tmp_path):
    """Write an evaluation's three files; return their folder."""
    rng = np.random.default_rng(0)
    cell_ids = [f"cell-{number}" for number in rng.permutation(N_CELLS)]
    label, batch = rng.integers(3, size=N_CELLS), rng.integers(2, size=N_CELLS)
    points = 3 * rng.standard_normal((3, 8))[label] + rng.standard_normal((N_CELLS, 8))
    truth = {
        "cell_id": cell_ids,
        "label": [f"type {code}" for code in label],
        "batch": [f"lane {code}" for code in batch],
        "donor": pa.nulls(N_CELLS, pa.string()),
    }
    pq.write_table(pa.table(truth).replace_schema_metadata(STAMP), tmp_path / "truth.parquet")
    write_embedding(tmp_path / "unintegrated.parquet", cell_ids, points + batch[:, None], STAMP)
    write_embedding(tmp_path / "embedding.parquet", cell_ids, points, MINE)
    return tmp_path


def _score(folder, *, name="scores.json", n_draws=2, max_cells=1000):
    inputs = {name: folder / f"{name}.parquet" for name in ("embedding", "truth", "unintegrated")}
    score(
        **inputs,
        seed=4,
        n_draws=n_draws,
        draw_fraction=0.5,
        max_cells=max_cells,
        scores=folder / name,
        draws=folder / f"draws_{name}",
    )
    return (folder / name).read_bytes()


def _read(folder, name="embedding"):
    table = pq.read_table(folder / f"{name}.parquet")
    return table["cell_id"].to_pylist(), np.array(table["embedding"].to_pylist())


@pytest.fixture
def one_core(monkeypatch):
    """Score in this process alone."""
    monkeypatch.setattr("stages.score.n_cores", lambda: 1)


@pytest.mark.usefixtures("one_core")
def test_scores_say_what_was_scored(files):
    """Provenance, both views, every metric with a value or a reason."""
    record = EvaluationScores.from_json(json.loads(_score(files)))
    assert (record.submission, record.submission_version) == ("mine", 2)
    assert (record.dataset, record.dataset_version, record.benchmark_version) == ("toy", 1, __version__)
    assert (record.n_cells, record.n_dims, record.seed) == (N_CELLS, 8, 4)
    assert record.truth_sha256 == sha256_of(files / "truth.parquet")
    stamp = pq.read_schema(files / "embedding.parquet").metadata
    assert record.embedding_sha256 == stamp[b"content_sha256"].decode()
    assert list(record.views) == ["native", "pca50"]
    assert record.views["native"].keys() == METRICS.keys()
    assert record.views["native"]["nmi_kmeans"].value > 0.9
    assert all(value.status == "ok" or value.reason for value in record.views["native"].values())


@pytest.mark.usefixtures("one_core")
def test_of_many_cells_a_fixed_part_is_scored(files):
    """The record says how many; no row order changes which."""
    record = EvaluationScores.from_json(json.loads(_score(files, max_cells=150)))
    assert record.n_cells == 150
    cell_ids, vectors = _read(files)
    write_embedding(files / "embedding.parquet", cell_ids[::-1], vectors[::-1], MINE)
    again = EvaluationScores.from_json(json.loads(_score(files, max_cells=150)))
    assert again.views == record.views


@pytest.mark.usefixtures("one_core")
def test_the_order_of_rows_changes_no_bit_of_a_score(files):
    """Cells are matched by id and sorted by it, in all three files."""
    before = json.loads(_score(files))
    for name, stamp in (("embedding", MINE), ("unintegrated", STAMP)):
        cell_ids, vectors = _read(files, name)
        write_embedding(files / f"{name}.parquet", cell_ids[::-1], vectors[::-1], stamp)
    after = json.loads(_score(files))
    assert after.pop("embedding_sha256") != before.pop("embedding_sha256")  # of the file's content
    assert after == before


@pytest.mark.usefixtures("one_core")
def test_missing_and_extra_cells_are_counted_and_named(files):
    """Nothing is scored on the cells that happen to be there."""
    cell_ids, vectors = _read(files)
    write_embedding(files / "embedding.parquet", ["stranger", *cell_ids[5:]], vectors[4:], MINE)
    missing = ", ".join(sorted(cell_ids[:5])[:3])
    with pytest.raises(BenchmarkError) as caught:
        _score(files)
    assert caught.value.what == (
        f"5 cells ({missing}) of the truth are missing and 1 cells (stranger) are not in it; expected the "
        "240 cells of the truth"
    )
    assert "embedding.parquet: cell_id" in caught.value.where
    assert not (files / "scores.json").exists()


@pytest.mark.usefixtures("one_core")
@pytest.mark.parametrize(("key", "value"), [("dataset", "other"), ("dataset_version", "7")])
def test_an_embedding_of_another_dataset_is_refused(files, key, value):
    """Also one of another version of the same dataset."""
    cell_ids, vectors = _read(files)
    write_embedding(files / "embedding.parquet", cell_ids, vectors, MINE | {key: value})
    with pytest.raises(BenchmarkError, match=f"the embedding has {key} '{value}'; the truth has"):
        _score(files)


@pytest.mark.usefixtures("one_core")
@pytest.mark.parametrize("poison", [np.nan, np.inf, -np.inf])
def test_a_file_with_one_number_that_is_none_is_refused(files, poison):
    """Whoever wrote it: silhouettes would else be high for nothing."""
    table = pq.read_table(files / "embedding.parquet")
    flat = table["embedding"].combine_chunks().flatten().to_numpy().copy()
    flat[11] = poison
    vectors = pa.FixedSizeListArray.from_arrays(pa.array(flat), 8)
    pq.write_table(table.set_column(1, table.schema.field("embedding"), vectors), files / "embedding.parquet")
    with pytest.raises(BenchmarkError, match=r"1 entries that are NaN, infinite .* \(first in row 1\)"):
        _score(files)
    assert not (files / "scores.json").exists()


@pytest.mark.usefixtures("one_core")
def test_a_constant_embedding_is_scored_as_undefined(files):
    """The file is written, with the reason beside every metric."""
    cell_ids, vectors = _read(files)
    write_embedding(files / "embedding.parquet", cell_ids, np.ones_like(vectors), MINE)
    record = EvaluationScores.from_json(json.loads(_score(files)))
    assert {value.reason for value in record.views["native"].values()} == {"all cells have the same vector"}


@pytest.mark.usefixtures("one_core")
def test_no_cells_at_all_are_scored_as_undefined(files):
    """An empty dataset gives reasons and no crash."""
    for name, stamp in (("embedding", MINE), ("unintegrated", STAMP)):
        write_embedding(files / f"{name}.parquet", [], np.empty((0, 8)), stamp)
    pq.write_table(pq.read_table(files / "truth.parquet").slice(0, 0), files / "truth.parquet")
    record = EvaluationScores.from_json(json.loads(_score(files)))
    assert record.n_cells == 0
    assert {value.status for value in record.views["native"].values()} == {"undefined"}


def test_any_number_of_threads_and_processes_gives_the_same_bytes(files):
    """Once as the machine is, once with one thread per library."""
    call = (
        "score(embedding=folder / 'embedding.parquet', truth=folder / 'truth.parquet', "
        "unintegrated=folder / 'unintegrated.parquet', seed=4, n_draws=3, draw_fraction=0.5, max_cells=1000, "
        "scores=folder / sys.argv[2], draws=folder / ('draws_' + sys.argv[2]))"
    )
    single = ["env", "OMP_NUM_THREADS=1", "OPENBLAS_NUM_THREADS=1"]
    for prefix, name in (([], "many.json"), (single, "one.json")):
        subprocess.run([*prefix, sys.executable, "-c", ENTRY + call, str(files), name], check=True)
    assert (files / "many.json").read_bytes() == (files / "one.json").read_bytes()


def test_scoring_starts_without_what_it_does_not_need():
    """No AnnData, pandas, scikit-learn, matplotlib, JAX or numba: they take longer than the scores."""
    heavy = "{'anndata', 'pandas', 'sklearn', 'matplotlib', 'jax', 'numba', 'torch'}"
    code = f"import sys, stages.score; print({heavy} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
