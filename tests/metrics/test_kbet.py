"""kBET accepts what is mixed and rejects what is not, label by label."""

import numpy as np
import pytest
from scipy.sparse import csr_array

from stages.metrics.distances import sweep
from stages.metrics.fuzzy import connectivities
from stages.metrics.kbet import _eigen, _transitions, kbet_per_label
from stages.metrics.metric import Undefined


def _graph(points):
    one = np.zeros(len(points), dtype=np.intp)
    return connectivities(sweep(points, one, one, k=49, n_threads=1).neighbours)


@pytest.fixture(scope="module")
def cloud():
    """Return 200 cells of two labels far apart, and batches drawn at random."""
    rng = np.random.default_rng(0)
    label = np.repeat([0, 1], 100)
    return rng.standard_normal((200, 4)) + 100 * label[:, None], label, rng.integers(2, size=200)


def test_random_batches_are_accepted(cloud):
    """At a level of 5 % nearly all neighbourhoods pass."""
    points, label, batch = cloud
    assert kbet_per_label(_graph(points), label, batch) > 0.9


def test_separate_batches_are_rejected(cloud):
    """Each label in two pieces by batch, and each label with its batches side by side."""
    points, label, batch = cloud
    assert kbet_per_label(_graph(points + 1000 * batch[:, None]), label, batch) == 0
    assert kbet_per_label(_graph(points + 4 * batch[:, None]), label, batch) < 0.1


def test_names_of_labels_do_not_matter(cloud):
    """Not even beside a label too small for 100 components."""
    points, _, batch = cloud
    label = np.where(np.arange(200) < 30, 0, 1)
    assert kbet_per_label(_graph(points), label, batch) == kbet_per_label(_graph(points), 1 - label, batch)


def test_both_eigensolvers_agree(cloud, monkeypatch):
    """Many cells take the iterative one."""
    points, label, batch = cloud
    dense = kbet_per_label(_graph(points), label, batch)
    monkeypatch.setattr("stages.metrics.kbet._DENSE", 10)
    monkeypatch.setattr("stages.metrics.kbet._COMPONENTS", 40)
    iterative = kbet_per_label(_graph(points), label, batch)
    monkeypatch.setattr("stages.metrics.kbet._DENSE", 1000)
    assert kbet_per_label(_graph(points), label, batch) == iterative
    assert iterative == pytest.approx(dense, abs=0.1)


def test_the_stationary_state_has_eigenvalue_1(cloud):
    """To double precision: single precision would weight it by ten million."""
    values, _ = _eigen(_transitions(_graph(cloud[0][:100])), 20)
    assert values.max() == pytest.approx(1, abs=1e-12)


def test_eigenvalues_that_tie_with_the_last_are_all_taken():
    """Cells that are all equal: which directions of many a solver returns first is chance."""
    complete = csr_array(np.ones((40, 40)) - np.eye(40))
    values, vectors = _eigen(_transitions(complete), 39)
    assert vectors.shape == (40, 40)
    assert np.sort(values) == pytest.approx([-1 / 39] * 39 + [1])


@pytest.mark.parametrize(
    ("label", "batch", "reason"),
    [
        (np.repeat([0, 1], 100), np.repeat([0, 1], 100), "no label is in more than one batch"),
        (np.repeat([0, 1], 100), np.arange(200), "every cell is a batch of its own"),
        (np.repeat(np.arange(20), 10), np.arange(200) % 2, "no label of more than 10 cells"),
    ],
)
def test_it_says_why_there_is_no_value(cloud, label, batch, reason):
    """Batch equal to label, a batch per cell, labels no larger than a neighbourhood."""
    with pytest.raises(Undefined, match=reason):
        kbet_per_label(_graph(cloud[0]), label, batch)
