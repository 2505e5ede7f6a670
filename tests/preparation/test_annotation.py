"""Batches and labels are text, complete, and under the names of the file."""

import numpy as np
import pandas as pd
import pytest

from stages.errors import BenchmarkError
from stages.preparation.annotation import complete_column, counted, merged, require_column, text_column

OBS = pd.DataFrame({"lane": [1, 2, 2], "type": ["T", None, " B "]}, index=["a", "b", "c"])


def test_numbers_become_text():
    """A batch is a name, also where it is a number."""
    assert complete_column(OBS, "lane", "batch_key", "").to_list() == ["1", "2", "2"]


def test_missing_values_are_none_and_space_is_trimmed():
    """No cell gets the label nan."""
    assert text_column(OBS, "type", "label_key", "").to_list() == ["T", None, "B"]


def test_missing_values_are_counted():
    """How many, and which for example."""
    with pytest.raises(BenchmarkError, match=r"`type` is missing for 1 of 3 cells, such as \['b'\]"):
        complete_column(OBS, "type", "label_key", "raw")


def test_an_unknown_column_gets_the_nearest_name():
    """With all that are there."""
    with pytest.raises(BenchmarkError, match=r"obs has no column `lanes`; .* did you mean `lane`") as error:
        require_column(OBS, "lanes", "batch_key", "raw", axis="obs")
    assert error.value.where == "raw.batch_key"
    assert error.value.fix == "set batch_key to one of those columns"


def test_only_named_batches_are_merged():
    """The others keep their name."""
    batches = pd.Series(["a1", "a2", "b"])
    assert merged(batches, {"a1": "a", "a2": "a"}, "").to_list() == ["a", "a", "b"]


def test_cells_are_counted_by_name():
    """Sorted, and as plain numbers that JSON can hold."""
    found = counted(pd.Series(np.array(["b", "a", "b"], dtype=object)))
    assert list(found.items()) == [("a", 1), ("b", 2)]
    assert {type(size) for size in found.values()} == {int}
