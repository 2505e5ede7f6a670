"""Quality against cost: the front, the ticks and the words."""

import pytest

from stages.site.cost_figure import BOTTOM, LEFT, RIGHT, TOP, Point, cost_figure, front


def point(name, seconds, overall):
    """Return a submission in the picture."""
    return Point(name, name.upper(), "fitted", seconds, overall)


POINTS = [point("a", 1.0, 0.5), point("b", 10.0, 0.7), point("c", 20.0, 0.6), point("d", 100.0, 0.71)]


def test_the_front_is_what_nobody_beats_in_both():
    """Dearer and worse is not on it."""
    assert [one.submission for one in front(POINTS)] == ["a", "b", "d"]


def test_of_equals_one_is_on_the_front():
    """The first by id."""
    assert [one.submission for one in front([point("b", 1.0, 0.5), point("a", 1.0, 0.5)])] == ["a"]


def test_every_point_lies_inside_the_picture():
    """Cheaper is further left, better is higher up."""
    figure = cost_figure(POINTS)
    x, y = [float(dot.x) for dot in figure.dots], [float(dot.y) for dot in figure.dots]
    assert min(x) > LEFT
    assert max(x) < RIGHT
    assert x == sorted(x)
    assert TOP < min(y) == y[3]
    assert max(y) == y[0] < BOTTOM
    assert [dot.best for dot in figure.dots] == [True, True, False, True]
    assert figure.front == " ".join(f"{dot.x},{dot.y}" for dot in figure.dots if dot.best)


def test_every_point_has_a_number_and_the_front_comes_first():
    """Of many points only the front has: nobody could read the rest."""
    assert [dot.number for dot in cost_figure(POINTS).dots] == [1, 2, 4, 3]
    assert [dot.point.submission for dot in cost_figure(POINTS).listed] == ["a", "b", "d", "c"]
    many = [*POINTS, *(point(f"e{number}", 50.0 + number, 0.1) for number in range(17))]
    assert [dot.point.submission for dot in cost_figure(many).listed] == ["a", "b", "d"]


def test_ticks_are_round_numbers():
    """1, 2 and 5 times powers of ten."""
    figure = cost_figure(POINTS)
    assert [label for _, label in figure.x_ticks] == [f"{tick} s" for tick in (1, 2, 5, 10, 20, 50, 100)]
    assert [label for _, label in figure.y_ticks] == ["0.5", "0.6", "0.7"]


@pytest.mark.parametrize("score", [0.0, -0.3, 1.0])
def test_a_single_point_has_a_picture(score):
    """It is the front."""
    figure = cost_figure([point("a", 0.04, score)])
    assert [dot.best for dot in figure.dots] == [True]
    assert figure.x_ticks
    assert figure.y_ticks


def test_without_points_there_is_no_picture():
    """Nothing has run."""
    assert cost_figure([]) is None


def test_a_sentence_holds_both_numbers():
    """It is read where the picture is not."""
    assert POINTS[1].sentence == "B: 0.700 in 10.0 s"
