"""Graph connectivity is the share of a label that hangs together."""

import numpy as np
import pytest

from stages.metrics.connectivity import graph_connectivity
from stages.metrics.metric import Undefined


def test_pieces_are_counted_within_labels():
    """A ring of three and a lone cell of label 0; a pair of label 1."""
    neighbours = np.array([[1], [2], [0], [4], [5], [4]])
    label = np.array([0, 0, 0, 0, 1, 1])
    assert graph_connectivity(neighbours, label) == (3 / 4 + 1) / 2


def test_a_link_in_one_direction_joins_nothing():
    """Components are strongly connected."""
    assert graph_connectivity(np.array([[1], [2], [1]]), np.array([0, 0, 0])) == 2 / 3


def test_a_link_through_another_label_joins_nothing():
    """Only edges within the label count."""
    assert graph_connectivity(np.array([[1], [2], [1]]), np.array([0, 1, 0])) == 0.5


def test_a_label_of_one_cell_is_left_out():
    """It cannot fall apart; alone it gives no value."""
    neighbours = np.array([[1], [0], [0]])
    assert graph_connectivity(neighbours, np.array([0, 0, 1])) == 1
    with pytest.raises(Undefined, match="no label has two cells"):
        graph_connectivity(neighbours, np.array([0, 1, 2]))
