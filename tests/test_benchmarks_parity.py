"""The table of parity shows what was compared, and nothing in it is beyond the tolerance."""

import json
from pathlib import Path

import numpy as np
import pytest

from benchmarks.parity import _apart, parity, table
from stages.errors import BenchmarkError

ROOT = Path(__file__).parent.parent
CASES = json.loads((ROOT / "benchmarks/results/parity.json").read_text())["cases"]


def test_the_page_holds_the_table_of_the_results():
    """Numbers in it are never typed: the comparison writes both."""
    assert table(CASES) in (ROOT / "docs/models.md").read_text()


@pytest.mark.parametrize("case", CASES)
def test_every_case_is_upstreams(case):
    """Tokens are identical, numbers within 1e-5, cosines within 1e-6."""
    found = CASES[case]
    assert found["tokens"]
    assert found["difference"] < 1e-5
    assert found["cosine"] > 1 - 1e-6


def test_what_differs_is_shown():
    """Another token and another number; a vector of zeros equals itself."""
    found = _apart(np.array([[0.0, 0.0], [3.0, 4.0]]), np.array([[0.0, 0.0], [4.0, 3.0]]), same=False)
    assert table({"made": found}).splitlines()[-1] == "| made | 2 | differ | 1.0e+00 | 0.9600000 |"


def test_a_folder_that_is_not_there_is_told(tmp_path):
    """What is compared with is no part of the repository."""
    with pytest.raises(BenchmarkError, match="there is no such folder") as caught:
        parity(golden=tmp_path / "golden")
    assert caught.value.fix == "name the one of upstream's files"
