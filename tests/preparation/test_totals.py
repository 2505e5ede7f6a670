"""A cell's library size is the published one or the sum, and a contradiction is told."""

import numpy as np
import pandas as pd
import pytest

from stages.errors import BenchmarkError
from stages.preparation.totals import disagreements, total_counts

SUMS = np.array([10.0, 20.0, 30.0, 40.0])


def test_without_a_key_it_is_the_sum():
    """The file is then taken to hold all genes."""
    assert total_counts(pd.DataFrame(), SUMS, None, "") is SUMS


@pytest.mark.parametrize("bad", [[10, 20, 30, 39], [10, 20, np.nan, 40], ["10", "20", "many", "40"]])
def test_a_total_below_the_sum_is_refused(bad):
    """Missing, not a number, or too small."""
    with pytest.raises(BenchmarkError, match="`n` is missing or below the sum of the counts in 1 of 4 cells"):
        total_counts(pd.DataFrame({"n": bad}), SUMS, "n", "")


@pytest.mark.parametrize("name", ["n_counts", "total_counts", "nCount_RNA", "nUMI", "n_counts_all_genes"])
def test_the_usual_names_of_totals_are_known(name):
    """What is below the sum cannot be a total."""
    (warning,) = disagreements(pd.DataFrame({name: SUMS - [0, 0, 0, 1]}), SUMS)
    assert warning.startswith(f"obs `{name}` is below the sum of the counts in 1 of 4 cells and correlates ")


def test_totals_of_other_rows_do_not_correlate():
    """A larger total can be right for a subset of genes, but it rises with the sum."""
    (warning,) = disagreements(pd.DataFrame({"n_counts": [400, 300, 200, 100]}), SUMS)
    assert warning.startswith("obs `n_counts` is below the sum of the counts in 0 of 4 cells")
    assert "correlates -1.000 with it" in warning


@pytest.mark.parametrize(
    "obs",
    [
        {"n_counts": SUMS},
        {"n_counts": SUMS * 5},
        {"n_counts": np.full(4, 1000.0)},  # a constant says nothing about rows
        {"n_counts": ["few", "few", "many", "many"]},
        {"n_genes": [1, 2, 3, 4]},
        {"counts_of_what": [1, 2, 3, 4]},
    ],
)
def test_what_agrees_or_is_no_total_is_not_mentioned(obs):
    """A warning that is always there is not read."""
    assert disagreements(pd.DataFrame(obs), SUMS) == []


def test_the_column_that_the_catalog_names_is_looked_at_whatever_its_name():
    """Models normalise by it."""
    obs = pd.DataFrame({"depth": [400, 300, 200, 100]})
    assert disagreements(obs, SUMS) == []
    assert "correlates -1.000 with it" in disagreements(obs, SUMS, "depth")[0]
