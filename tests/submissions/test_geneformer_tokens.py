"""Cells become ranked genes: as a loop over cells and genes would have it, for any counts."""

import numpy as np
import pytest
import scipy.sparse as sp
from hypothesis import given
from hypothesis import strategies as st

from geneformer import Genes, Sentences, tokenise

COUNTS = np.array([[0, 2, 1, 0, 5], [0, 0, 0, 0, 0], [1, 1, 1, 1, 1]], dtype=np.float32)
GENES = Genes(np.array([4, -1, 2, 3, 1]), np.array([1.0, 10.0, 1.0, 2.0, 0.5]))


def tokens_of(counts, genes=GENES, totals=None, *, max_tokens=9, special=()):
    """Return the tokens of every cell."""
    X = sp.csr_matrix(counts)
    totals = counts.sum(axis=1) if totals is None else totals
    found = tokenise(X, totals, genes, max_tokens=max_tokens, special=special)
    return [part.tolist() for part in np.split(found.tokens, found.starts[1:-1])]


def test_genes_are_ranked_by_counts_over_medians():
    """A gene without a token is left out, a cell without counts has none."""
    assert tokens_of(COUNTS) == [[2, 1], [], [4, 2, 3, 1]]


def test_what_ranks_lowest_is_cut_off_between_special_tokens():
    """They count as tokens, and an empty cell has them too."""
    assert tokens_of(COUNTS, max_tokens=4, special=(8, 9)) == [[8, 2, 1, 9], [8, 9], [8, 4, 2, 9]]


def test_genes_of_one_token_are_added_up():
    """3 + 1 of the first and the last gene are more than 3 of the other."""
    genes = Genes(np.array([1, 2, 1]), np.ones(3))
    assert tokens_of(np.array([[3, 3, 1], [1, 3, 1]], dtype=np.float32), genes) == [[1, 2], [2, 1]]


@given(st.integers(0, 2**32 - 1), st.booleans(), st.integers(1, 12))
def test_the_order_is_that_of_a_plain_sort(seed, equal, max_tokens):
    """By falling value, equal values by token; the order of the genes in the matrix plays no part."""
    rng = np.random.default_rng(seed)
    counts = rng.poisson(1.0, (5, 30)).astype(np.float32)
    medians = np.ones(30) if equal else rng.choice(rng.lognormal(size=6), 30)
    genes = Genes(rng.permutation(30), medians)
    totals = counts.sum(axis=1) + 7
    expected = [
        [
            token
            for _, token in sorted(
                (-(count * (1.0 / total) * 10_000 * (1.0 / medians[token])), token)
                for count, token in zip(row, genes.tokens.tolist(), strict=True)
                if count
            )
        ][:max_tokens]
        for row, total in zip(counts.astype(np.float64), totals.astype(np.float64), strict=True)
    ]
    assert tokens_of(counts, genes, totals, max_tokens=max_tokens) == expected
    order = rng.permutation(30)
    shuffled = Genes(genes.tokens[order], medians)
    assert tokens_of(counts[:, order], shuffled, totals, max_tokens=max_tokens) == expected


def test_values_that_differ_in_their_last_bits_keep_their_order():
    """The bits that make room for the token are looked at again."""
    medians = np.array([1.0, np.nextafter(1.0, 0), 1.0, np.nextafter(1.0, 2), 7.0])
    genes = Genes(np.array([0, 1, 2, 3]), medians)
    assert tokens_of(np.ones((1, 4), np.float32), genes, np.array([10_000.0])) == [[1, 0, 2, 3]]


def test_many_cells_are_the_same_as_each_alone():
    """Whatever is tokenised together."""
    rng = np.random.default_rng(0)
    counts = rng.poisson(0.5, (300, 500)).astype(np.float32)
    genes = Genes(rng.permutation(500), rng.lognormal(size=500))
    alone = [tokens_of(counts[row : row + 1], genes, max_tokens=99)[0] for row in range(300)]
    assert tokens_of(counts, genes, max_tokens=99) == alone


def test_padding_is_behind_the_tokens():
    """As many columns as the longest of the chosen cells has tokens."""
    sentences = Sentences(np.array([5, 6, 7, 8]), np.array([0, 1, 1, 4]))
    assert sentences.padded(np.array([2, 1, 0])).tolist() == [[6, 7, 8], [0, 0, 0], [5, 0, 0]]


@pytest.mark.parametrize("value", [-1.0, 0.5, np.inf, np.nan])
def test_what_is_no_count_is_refused(value):
    """Log-normalised values would be ranked without complaint, and otherwise."""
    counts = COUNTS.copy()
    counts[0, 1] = value
    message = rf"^X holds {value:g}; genes are ranked by raw counts: whole numbers of at least 0$"
    with pytest.raises(ValueError, match=message):
        tokens_of(counts, totals=np.ones(3))


@pytest.mark.parametrize("total", [0.0, -3.0, np.nan, np.inf])
def test_a_total_that_cannot_be_divided_by_is_refused(total):
    """Of a cell that has counts."""
    message = rf'^obs\["total_counts"\] of cell 2 is {total:g}; expected more than 0$'
    with pytest.raises(ValueError, match=message):
        tokens_of(COUNTS, totals=np.array([8.0, 0.0, total]))


def test_a_million_genes_are_a_matter_of_their_counts():
    """What is empty costs next to nothing."""
    X = sp.csr_matrix((np.array([3, 1], np.float32), ([0, 0], [7, 999_999])), shape=(1, 1_000_000))
    genes = Genes(np.arange(1_000_000), np.ones(1_000_000))
    assert tokenise(X, [4.0], genes, max_tokens=9).tokens.tolist() == [7, 999_999]
