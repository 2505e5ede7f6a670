"""Numbers as they are written, coloured and drawn."""

import pytest

from stages.site import figures


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.12345, "0.123"), (-0.5, "\N{MINUS SIGN}0.500"), (-0.0001, "0.000"), (0.0, "0.000"), (1.0, "1.000")],
)
def test_decimal_has_three_digits_and_no_negative_zero(value, text):
    """A value that rounds to zero has no sign."""
    assert figures.decimal(value) == text


@pytest.mark.parametrize(
    ("value", "text"), [(0.026, "+0.026"), (-0.012, "\N{MINUS SIGN}0.012"), (0.0001, "0.000")]
)
def test_signed_always_shows_the_direction(value, text):
    """A difference that rounds to zero has no direction."""
    assert figures.signed(value) == text


@pytest.mark.parametrize(
    ("share", "text"), [(0.0, "0.0 %"), (1.0, "100.0 %"), (0.0001, "<0.1 %"), (0.347, "34.7 %")]
)
def test_percent_never_rounds_something_to_nothing(share, text):
    """A share above zero is never shown as 0.0 %."""
    assert figures.percent(share) == text


@pytest.mark.parametrize(
    ("seconds", "text"), [(0.034, "0.03"), (3.14159, "3.14"), (31.4159, "31.4"), (4321.0, "4,321")]
)
def test_duration_keeps_the_digits_that_count(seconds, text):
    """Three digits, and no decimals where they are noise."""
    assert figures.duration(seconds) == text


@pytest.mark.parametrize(
    ("n_bytes", "text"), [(0, "0 bytes"), (999, "999 bytes"), (28_038, "28 kB"), (1.2e9, "1.2 GB")]
)
def test_size_is_in_the_unit_that_a_person_reads(n_bytes, text):
    """Units are powers of 1,000."""
    assert figures.size(n_bytes) == text


def test_interval_of_one_rank_is_one_number():
    """1-1 would read as a range."""
    assert figures.interval(1, 1) == "1"
    assert figures.interval(3, 5) == "3\N{EN DASH}5"


@pytest.mark.parametrize(
    ("scaled", "level"),
    [(-3.0, "q0"), (0.0, "q0"), (0.0999, "q0"), (0.1, "q1"), (0.95, "q9"), (1.0, "q9"), (7.0, "q9")],
)
def test_level_is_clipped_to_ten_classes(scaled, level):
    """A value below the worst control or above the best gets the end's colour."""
    assert figures.level(scaled) == level


def test_bar_starts_at_the_zero_line():
    """A positive difference goes right from zero, a negative one left to its value."""
    up = figures.bar(0.5, 0.4, 0.6, (-1.0, 1.0))
    assert (up.zero, up.x, up.width, up.whisker) == ("64.0", "64.0", "32.0", ("89.6", "102.4"))
    down = figures.bar(-0.5, None, None, (-1.0, 1.0))
    assert (down.x, down.width, down.whisker) == ("32.0", "32.0", None)


@pytest.mark.parametrize(
    ("low", "high", "verdict"),
    [(0.1, 0.3, "better"), (-0.3, -0.1, "worse"), (-0.1, 0.2, "unsure"), (None, None, "unsure")],
)
def test_bar_is_certain_only_where_the_interval_excludes_zero(low, high, verdict):
    """Without an interval nothing is certain."""
    assert figures.bar(0.1, low, high, (-1.0, 1.0)).verdict == verdict


def test_bar_of_no_difference_fits_without_a_scale():
    """Where nothing differs the zero line is in the middle and nothing is divided by zero."""
    assert figures.bar(0.0, 0.0, 0.0, (0.0, 0.0)).zero == "64.0"
