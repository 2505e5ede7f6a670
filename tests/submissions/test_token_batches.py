"""Batches and draws in which no cell depends on another."""

import numpy as np
import pytest
import scipy.sparse as sp
from hypothesis import given
from hypothesis import strategies as st
from rows_on_disk import OnDisk

from token_batches import Tokens, counts_in, embed_in_batches, expressed, row_blocks, token_batches, uniforms


def cells_of(rows):
    """Return tokens of cells that are given as dictionaries from gene to count."""
    return Tokens(
        starts=np.cumsum([0, *map(len, rows)]),
        genes=np.array([gene for row in rows for gene in row], dtype=np.int64),
        values=np.array([count for row in rows for count in row.values()], dtype=np.float32),
    )


@given(st.lists(st.integers(1, 300), max_size=60), st.integers(1, 500))
def test_every_cell_is_in_one_batch_that_keeps_the_budget(lengths, max_tokens):
    """Padding counted; a cell that is longer than the budget is a batch by itself."""
    batches = list(token_batches(lengths, max_tokens))
    assert sorted(position for batch in batches for position in batch) == list(range(len(lengths)))
    for batch in batches:
        padded = len(batch) * max(lengths[position] for position in batch)
        assert padded <= max_tokens or len(batch) == 1


def test_longest_cells_come_first():
    """What does not fit into memory shows at once."""
    order = np.concatenate(list(token_batches([3, 9, 1, 9], max_tokens=9)))
    assert order.tolist() == [1, 3, 0, 2]


def test_vectors_come_back_in_the_order_of_the_cells():
    """Whatever the batches were."""
    lengths = np.random.default_rng(0).integers(1, 50, 200)
    for max_tokens in (1, 64, 10_000):
        vectors = embed_in_batches(
            lengths, lambda batch: lengths[batch, None], n_dims=1, max_tokens=max_tokens
        )
        assert vectors.ravel().tolist() == lengths.tolist()


def test_no_cells_are_no_vectors():
    """Of the declared width."""
    assert embed_in_batches([], None, n_dims=5, max_tokens=10).shape == (0, 5)


@pytest.mark.parametrize(
    "error",
    [
        MemoryError(),
        RuntimeError("CUDA out of memory. Tried to allocate"),
        RuntimeError("can't allocate memory"),
    ],
)
def test_a_batch_that_does_not_fit_is_halved_and_told(capsys, error):
    """No cell is computed twice but those of the failed batch, and none is lost."""
    lengths = np.full(40, 10)
    sizes = []

    def forward(batch):
        if len(batch) > 5:
            raise error
        sizes.append(len(batch))
        return batch[:, None]

    vectors = embed_in_batches(lengths, forward, n_dims=1, max_tokens=200)
    assert vectors.ravel().tolist() == list(range(40))
    assert sizes == [5] * 8
    assert capsys.readouterr().err.splitlines() == [
        "out of memory with 20 cells of 10 tokens: half of it now",
        "out of memory with 10 cells of 10 tokens: half of it now",
    ]


def test_a_single_cell_that_does_not_fit_is_an_error():
    """It says how long the cell is."""

    def forward(_):
        raise MemoryError

    with pytest.raises(MemoryError, match="one cell of 7 tokens does not fit into memory"):
        embed_in_batches([7, 7], forward, n_dims=1, max_tokens=100)


def test_other_errors_are_not_taken_for_memory():
    """They end the run."""

    def forward(_):
        raise RuntimeError("shapes differ")

    with pytest.raises(RuntimeError, match="shapes differ"):
        embed_in_batches([7, 7], forward, n_dims=1, max_tokens=100)


def test_draws_depend_on_the_cell_alone():
    """Neither on its neighbours, nor on the order of cells or tokens."""
    rows = [{4: 1, 8: 2, 15: 1}, {4: 1}, {}, {16: 3, 23: 1, 42: 1}]
    draws = np.split(uniforms(cells_of(rows), seed=3), cells_of(rows).starts[1:-1])
    for row, expected in zip(rows, draws, strict=True):
        backwards = dict(reversed(row.items()))
        assert np.array_equal(uniforms(cells_of([backwards]), seed=3)[::-1], expected)


@pytest.mark.parametrize("other", [{4: 2, 8: 2, 15: 1}, {4: 1, 8: 2, 16: 1}, {4: 1, 8: 2}])
def test_another_cell_draws_other_numbers(other):
    """One count or one gene suffices, for the genes that both have too."""
    one = uniforms(cells_of([{4: 1, 8: 2, 15: 1}]), seed=0)
    assert not np.isin(uniforms(cells_of([other]), seed=0), one).any()


def test_seeds_and_streams_are_different_draws():
    """Each fills the unit interval evenly, and none follows another."""
    cells = cells_of([dict.fromkeys(range(2000), 1)])
    draws = np.array([uniforms(cells, seed, stream) for seed, stream in [(0, 0), (0, 1), (1, 0)]])
    assert (draws >= 0).all()
    assert (draws < 1).all()
    histograms = [np.histogram(row, bins=10, range=(0, 1))[0] for row in draws]
    assert np.allclose(histograms, 200, atol=60)
    assert np.abs(np.corrcoef(draws) - np.eye(3)).max() < 0.08


def test_rows_are_read_once_each_and_by_the_block():
    """In their order, the last block as long as what is left."""
    on_disk = OnDisk(sp.csr_matrix(np.eye(10_000, 3, dtype=np.float32)))
    blocks = [counts_in(on_disk, rows) for rows in row_blocks(on_disk.n_obs)]
    assert on_disk.X.read == [4096, 4096, 1808]
    assert sp.vstack(blocks).nnz == 3
    assert list(row_blocks(0)) == []


def test_genes_that_some_cell_has_are_found_a_block_at_a_time(monkeypatch):
    """A zero that is stored is no count."""
    monkeypatch.setattr("token_batches.rows.N_ROWS", 2)
    X = sp.csr_matrix(([3.0, 0.0, 1.0], [1, 2, 3], [0, 1, 2, 3]), shape=(3, 5))
    on_disk = OnDisk(X)
    assert expressed(on_disk).tolist() == [False, True, False, True, False]
    assert on_disk.X.read == [2, 1]
