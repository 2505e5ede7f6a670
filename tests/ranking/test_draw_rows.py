"""What intervals are made of is published, draw by draw."""

from types import SimpleNamespace

import numpy as np

from stages.ranking.draw_rows import draw_rows
from stages.ranking.groups import Score
from stages.ranking.verdicts import Verdict


def rows(biology, batch):
    """Return (draw, biology, batch) of an evaluation with these draws."""
    parts = [Score(0.5, draws=np.array(draws, dtype=float)) for draws in (biology, batch)]
    judged = SimpleNamespace(verdicts={"pca": Verdict(*parts, Score(0.5))})
    found = list(draw_rows(judged, "pca", "tiny"))
    assert all((row.submission, row.dataset) == ("pca", "tiny") for row in found)
    return [(row.draw, row.biology, row.batch) for row in found]


def test_every_draw_is_a_row():
    """In the order in which cells were drawn."""
    assert rows([0.1, 0.2], [0.3, 0.4]) == [(0, 0.1, 0.3), (1, 0.2, 0.4)]


def test_an_undefined_draw_is_null():
    """Neither zero nor NaN."""
    assert rows([0.1, np.nan], [0.3, 0.4]) == [(0, 0.1, 0.3), (1, None, 0.4)]


def test_a_group_without_draws_leaves_the_other():
    """One group was not drawn, or nothing was."""
    assert rows([], [0.3]) == [(0, None, 0.3)]
    assert rows([], []) == []
