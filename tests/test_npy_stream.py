"""The reader of a stranger's matrix: it takes what numpy.save writes for floats, and nothing else."""

import io
import time
import tracemalloc
from contextlib import suppress

import numpy as np
import pytest

from stages.confinement.outcome import Rejected
from stages.npy_stream import NpyStream

N_CELLS = 30
MOST_WORK_S = 0.1


def saved(array, version=(1, 0)):
    """Return the bytes of an array in NumPy's format."""
    stream = io.BytesIO()
    np.lib.format.write_array(stream, np.asarray(array), version=version)
    return stream.getvalue()


def matrix(dtype="<f4", n_cells=N_CELLS, n_dims=5):
    """Return a matrix that is accepted."""
    return np.random.default_rng(1).normal(size=(n_cells, n_dims)).astype(dtype)


def read(content, n_cells=N_CELLS, pieces=1, **limits):
    """Return the matrix in some bytes, fed in pieces."""
    stream = NpyStream(n_cells, **limits)
    size = max(1, -(-len(content) // pieces))
    for first in range(0, len(content), size):
        stream.feed(content[first : first + size])
    stream.finish()
    return stream.vectors()


def refusal(content, **facts):
    """Return reason and detail of a refusal."""
    with pytest.raises(Rejected) as caught:
        read(content, **facts)
    return caught.value.slug, str(caught.value)


@pytest.mark.parametrize("dtype", ["<f2", "<f4", "<f8"])
@pytest.mark.parametrize("pieces", [1, 2, 7, 10_000])
def test_a_matrix_of_floats_is_read_whatever_its_pieces(dtype, pieces):
    """What numpy.save writes comes back as float32, rows first."""
    expected = matrix(dtype)
    found = read(saved(expected), pieces=pieces)
    assert found.dtype == np.float32
    assert found.flags.c_contiguous
    np.testing.assert_array_equal(found, expected.astype(np.float32))


def test_one_cell_alone_need_not_vary():
    """A single row has nothing to differ from."""
    assert read(saved(matrix(n_cells=1)), n_cells=1).shape == (1, 5)


@pytest.mark.parametrize(
    ("array", "slug", "detail"),
    [
        (matrix().astype(">f4"), "dtype", "'>f4' values; expected one of ['<f2', '<f4', '<f8']"),
        (matrix().astype("<c8"), "dtype", "'<c8' values"),
        (np.ones((N_CELLS, 5), "<i8"), "dtype", "'<i8' values"),
        (np.ones((N_CELLS, 5), "U3"), "dtype", "'<U3' values"),
        (np.zeros(N_CELLS, [("a", "<f4"), ("b", "<f4")]), "dtype", "[('a', '<f4')"),
        (np.asfortranarray(matrix()), "order", "columns first; expected rows first"),
        (matrix()[:, 0], "shape", "shape (30,); expected (30, 2 to 4096), one row per cell"),
        (matrix()[0, 0], "shape", "shape (); expected (30, 2 to 4096)"),
        (matrix().reshape(N_CELLS, 5, 1), "shape", "shape (30, 5, 1)"),
        (matrix(n_cells=29), "shape", "shape (29, 5)"),
        (matrix(n_dims=1), "shape", "shape (30, 1)"),
        (np.zeros((N_CELLS, 0), "<f4"), "shape", "shape (30, 0)"),
        (matrix(n_dims=4097), "shape", "shape (30, 4097)"),
        (np.ones((N_CELLS, 5), "<f4"), "constant", "0 columns that vary between cells; expected 2 or more"),
        (np.full((N_CELLS, 5), np.inf, "<f4"), "not_finite", "inf in row 0, column 0"),
        (matrix("<f8") * 1e300, "not_finite", "row 0, column 0; expected finite float32 values"),
    ],
)
def test_another_array_is_refused_with_its_reason(array, slug, detail):
    """Kind, order, shape and values are named as found and as expected."""
    found, text = refusal(saved(array))
    assert found == slug
    assert detail in text


@pytest.mark.parametrize(
    ("content", "slug"),
    [
        (b"", "no_output"),
        (b"\x93NUM", "truncated"),
        (b"PK\x03\x04 a zip file", "not_npy"),
        (saved(matrix(), version=(2, 0)), "not_npy"),
        (saved(matrix())[:-1], "truncated"),
        (saved(matrix())[:50], "truncated"),
        (saved(matrix()) + b"\0", "output_too_large"),
        (b"\x93NUMPY\x01\x00\xe9\x03" + b" " * 1001, "header"),
        (saved(matrix()).replace(b"(30, 5), }", b"(030, 5),}"), "header"),
        (saved(matrix()).replace(b"'shape'", b"'shade'"), "header"),
        (saved(matrix()).replace(b"(30, 5)", b"(30,-5)"), "header"),
        (saved(matrix()).replace(b"(30, 5)", b"(3_0,5)"), "header"),
        (saved(matrix()).replace(b"(30, 5)", b"(30, 05)"), "header"),
        (saved(matrix()).replace(b"False", b"not 1"), "header"),
    ],
)
def test_damaged_bytes_are_refused(content, slug):
    """Missing, additional and wrong bytes are each told apart."""
    assert refusal(content)[0] == slug


def test_a_not_finite_value_is_found_in_any_row():
    """The first one is named, by row and column."""
    values = matrix(n_cells=9000)
    values[8191, 3] = np.nan
    assert refusal(saved(values), n_cells=9000)[1].startswith("NaN in row 8191, column 3")


def test_a_refusal_comes_before_the_memory():
    """A header that announces a thousand million columns costs nothing."""
    content = saved(matrix()).replace(b"(30, 5), }           ", b"(30, 1000000000), }  ")
    tracemalloc.start()
    assert refusal(content)[0] == "shape"
    assert tracemalloc.get_traced_memory()[1] < 1 << 20
    tracemalloc.stop()


def mutated(rng, content):
    """Return bytes with some changed, cut, doubled or put in between."""
    damaged = bytearray(content)
    for _ in range(int(rng.integers(1, 4))):
        place = int(rng.integers(0, len(damaged) + 1) if rng.random() < 0.3 else rng.integers(0, 128))
        kind = rng.integers(0, 5)
        if kind == 0 and place < len(damaged):
            damaged[place] ^= 1 << int(rng.integers(0, 8))
        elif kind == 1:
            damaged = damaged[:place]
        elif kind == 2:
            damaged[place:place] = rng.bytes(int(rng.integers(1, 40)))
        elif kind == 3:
            damaged[place:place] = damaged[: int(rng.integers(1, 100))]
        else:
            damaged[place : place + 1] = b"'{}(), 0123456789<>fiO"[int(rng.integers(0, 22)) :][:1]
        if not damaged:
            break
    return bytes(damaged)


def work(content):
    """Return the CPU time of one reading; the least of several has no pause of the interpreter in it."""
    started = time.process_time()
    with suppress(Rejected):
        read(content)
    return time.process_time() - started


def reads_alike(content):
    """Whether numpy reads the same matrix of floats, to the last byte."""
    stream = io.BytesIO(content)
    array = np.lib.format.read_array(stream, allow_pickle=False)
    same = array.dtype.str in {"<f2", "<f4", "<f8"} and array.shape[0] == N_CELLS and array.ndim == 2
    return same and not stream.read() and np.array_equal(array.astype("f4"), read(content))


def test_damaged_streams_are_refused_or_read_as_numpy_reads_them():
    """No stream crashes the reader, holds it up, or is accepted as something else than it is."""
    rng, n_streams = np.random.default_rng(7), 20_000
    originals = [saved(matrix(dtype)) for dtype in ("<f2", "<f4", "<f8")]
    accepted, slow = 0, []
    for number in range(n_streams):
        content = mutated(rng, originals[number % 3])
        started = time.process_time()
        try:
            read(content, pieces=1 + number % 5)
        except Rejected:
            pass
        else:
            accepted += 1
            assert reads_alike(content)
        if time.process_time() - started > MOST_WORK_S:
            slow.append(content)
    assert accepted < n_streams / 2
    assert all(min(work(content) for _ in range(10)) < MOST_WORK_S for content in slow)


def test_memory_stays_below_twice_the_size_of_the_matrix():
    """Reading a large matrix costs its size, and its half again where it is double precision."""
    content = saved(matrix("<f8", n_cells=20_000, n_dims=200))
    tracemalloc.start()
    read(content, n_cells=20_000, pieces=500)
    assert tracemalloc.get_traced_memory()[1] < 2 * len(content)
    tracemalloc.stop()
