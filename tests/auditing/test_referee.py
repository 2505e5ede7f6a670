"""The third computation is one of its own."""

import numpy as np
import pytest

from stages.auditing.referee import Third, referee, rooted_weights
from stages.metrics.cells import Cells
from stages.metrics.compute import compute


@pytest.fixture
def cells(planted):
    """Return cells of several labels and batches."""
    found = planted(300, 30, labels=3.0, batches=2.0)
    return Cells(found.points, found.label, found.batch, found.unintegrated)


@pytest.mark.parametrize("metric", ["ilisi", "clisi", "pcr_comparison"])
def test_it_agrees_with_ours_to_many_digits(cells, metric):
    """Another root search; a regression on every component."""
    third = referee(metric, cells)
    assert third.value == pytest.approx(compute(cells)[metric].value, abs=1e-7)
    assert third.reason.endswith("gives our value")
    assert third.measured == ""


def test_there_is_none_for_other_metrics(cells):
    """A difference there stays unexplained."""
    assert referee("bras", cells) == Third(None, "", "")


def test_weights_have_the_wanted_perplexity():
    """30 effective neighbours, whatever the scale of distances."""
    distances = np.sort(np.random.default_rng(0).uniform(1, 2, (5, 89)), axis=1)
    for scale in (1e-12, 1.0, 1e12):
        weights = rooted_weights(distances * scale)
        assert np.exp(-(weights * np.log(weights)).sum(axis=1)) == pytest.approx(30)


def test_ties_share_the_weight():
    """More nearest neighbours at one distance than the perplexity: no root, but a limit."""
    weights = rooted_weights(np.repeat([[1.0, 2.0]], [40, 49], axis=1))
    assert weights[0, :40] == pytest.approx(1 / 40)
    assert not weights[0, 40:].any()
