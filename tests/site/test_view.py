"""What the scripts of the leaderboard are told."""

import json
from pathlib import Path

import pytest
from made_tables import made_tables, write_tables
from scipy.special import stdtrit

from stages.metrics import METRICS
from stages.site.board import read_board
from stages.site.view import SCRIPTS, view
from stages.site.written_pages import Choices

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
def offered(tmp_path):
    """Return the view of a small board."""
    write_tables(made_tables(3), tmp_path)
    return view(read_board(tmp_path), METRICS, Choices(0.6, 0.4, 20, 0.5))


def test_the_published_weights_come_first(offered):
    """In percent of biology."""
    assert offered.presets[0] == ("Published 60 : 40", 60)


def test_quantiles_suffice_for_all_draws_and_datasets(offered):
    """One for each number of degrees of freedom."""
    quantiles = [float(text) for text in offered.quantiles.split()]
    assert len(quantiles) == 19
    assert quantiles[18] == pytest.approx(stdtrit(19, 0.975), abs=1e-8)


def test_only_what_occurs_is_offered(offered):
    """Tracks and metrics of this board."""
    assert offered.tracks == ("fitted",)
    names = [metric["name"] for metric in json.loads(offered.metrics)]
    assert names == [name for name, metric in METRICS.items() if metric.ranked]


def test_every_script_is_there():
    """A missing file would leave the page static without a word."""
    assert all((ROOT / "docs" / script).is_file() for script in SCRIPTS)
