"""An embedding file is whole, or it is refused with a reason."""

import hashlib

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from stages.embeddings import check_vectors, content_sha256, read_embedding, write_embedding
from stages.errors import BenchmarkError

IDS = ["AAA-1", "CCC-1", "GGG-2"]
VECTORS = np.arange(6, dtype=np.float32).reshape(3, 2)


@pytest.fixture
def path(tmp_path):
    """Return where an embedding goes."""
    return tmp_path / "pca" / "tiny.parquet"


def test_what_is_written_is_read(path):
    """Ids, vectors and metadata come back equal."""
    write_embedding(path, IDS, VECTORS, {"dataset": "tiny", "seed": "1"})
    embedding = read_embedding(path)
    assert embedding.cell_ids == tuple(IDS)
    assert np.array_equal(embedding.vectors, VECTORS)
    assert embedding.vectors.dtype == np.float32
    assert embedding.metadata == {
        "dataset": "tiny",
        "seed": "1",
        "content_sha256": content_sha256(IDS, VECTORS),
    }


def test_the_columns_are_as_documented(path):
    """The file holds cell_id: string and embedding: fixed_size_list<float32>[n_dims]."""
    write_embedding(path, IDS, VECTORS, {})
    schema = pq.read_schema(path)
    assert schema.names == ["cell_id", "embedding"]
    assert schema.field("cell_id").type == pa.string()
    assert schema.field("embedding").type.value_type == pa.float32()
    assert schema.field("embedding").type.list_size == 2


def test_the_content_hash_follows_its_definition():
    """SHA-256 over ids joined by newlines, a NUL byte, and little-endian float32."""
    expected = hashlib.sha256(b"AAA-1\nCCC-1\nGGG-2\0" + VECTORS.astype("<f4").tobytes()).hexdigest()
    assert content_sha256(IDS, VECTORS) == expected
    assert content_sha256(IDS, np.asfortranarray(VECTORS)) == expected


def test_equal_content_gives_equal_bytes(path):
    """Metadata order does not show in the file."""
    write_embedding(path, IDS, VECTORS, {"a": "1", "b": "2"})
    first = path.read_bytes()
    write_embedding(path, IDS, VECTORS.astype(np.float64), {"b": "2", "a": "1"})
    assert path.read_bytes() == first


@pytest.mark.parametrize(
    ("vectors", "message"),
    [
        (np.full((3, 2), np.nan), "6 entries that are NaN, infinite or beyond float32"),
        (np.array([[0, 1], [2, np.inf], [4, 5]]), r"1 entries .* \(first in row 1\)"),
        (np.full((3, 2), 1e300), "beyond float32"),
        (np.array([["a"], ["b"], ["c"]]), "holds <U1; expected real numbers"),
        (np.ones((3, 2), dtype=complex), "holds complex128; expected real numbers"),
        (np.ones((3, 2), dtype=object), "holds object; expected real numbers"),
        (np.ones((3, 0)), r"shape \(3, 0\); expected \(3, n_dims\) with n_dims at least 1"),
        (np.ones((2, 2)), r"shape \(2, 2\); expected \(3, n_dims\)"),
        (np.ones(3), r"shape \(3,\); expected \(3, n_dims\)"),
    ],
)
def test_bad_vectors_are_refused(path, vectors, message):
    """NaN, infinity, strings, zero dimensions and wrong row counts never reach a file."""
    with pytest.raises(BenchmarkError, match=message) as error:
        write_embedding(path, IDS, vectors, {})
    assert error.value.where == str(path)
    assert not path.exists()


def test_integers_and_booleans_are_numbers():
    """A one-hot embedding needs no conversion by its author."""
    assert check_vectors(np.eye(3, dtype=bool), n_cells=3, where="").dtype == np.float32


@pytest.mark.parametrize(
    ("cell_ids", "message"),
    [
        (["a", "b", "a"], "1 cell ids occur twice, among them 'a'"),
        (["a", 7, "c"], r"cell id 1 is 7 \(int\); expected a string"),
    ],
)
def test_bad_cell_ids_are_refused(path, cell_ids, message):
    """Ids are unique strings."""
    with pytest.raises(BenchmarkError, match=message):
        write_embedding(path, cell_ids, VECTORS, {})


def test_a_changed_vector_is_noticed(path):
    """The content hash in the metadata must agree with the vectors."""
    write_embedding(path, IDS, VECTORS, {})
    metadata = pq.read_schema(path).metadata
    write_embedding(path, IDS, VECTORS + 1, {})
    pq.write_table(pq.read_table(path).replace_schema_metadata(metadata), path)
    with pytest.raises(BenchmarkError, match="the content has SHA-256"):
        read_embedding(path)


@pytest.mark.parametrize(
    "table",
    [
        pa.table({"cell_id": ["a"], "x": [1.0]}),
        pa.table({"cell_id": ["a"], "embedding": [[1.0]]}),
        pa.table({"cell_id": [1], "embedding": pa.array([[1.0]], pa.list_(pa.float32(), 1))}),
    ],
)
def test_another_table_is_refused(path, table):
    """A Parquet file with other columns is named with the columns it has."""
    path.parent.mkdir()
    pq.write_table(table, path)
    with pytest.raises(BenchmarkError, match=r"the columns are .*; expected cell_id: string"):
        read_embedding(path)


def test_null_rows_are_refused(path):
    """A missing vector is no vector."""
    path.parent.mkdir()
    vectors = pa.array([[1.0, 2.0], None], pa.list_(pa.float32(), 2))
    pq.write_table(pa.table({"cell_id": ["a", "b"], "embedding": vectors}), path)
    with pytest.raises(BenchmarkError, match="expected"):
        read_embedding(path)


def test_a_damaged_file_is_refused(path):
    """A file that is no Parquet is named."""
    path.parent.mkdir()
    path.write_bytes(b"PAR1 nothing")
    with pytest.raises(BenchmarkError, match="not a readable Parquet file"):
        read_embedding(path)
