"""How a number is written, coloured and drawn. Rounding happens here and nowhere else."""

from dataclasses import dataclass

MINUS = "\N{MINUS SIGN}"
DASH = "\N{EN DASH}"
_LEVELS = 10
_BAR_WIDTH = 128.0
_LEAST_SPAN = 0.02  # a difference below the third digit must not fill the bar


def decimal(value: float, digits: int = 3) -> str:
    """Return a number with a fixed count of digits and a real minus sign, never a negative zero."""
    text = f"{value:.{digits}f}"
    return text.lstrip("-") if float(text) == 0 else text.replace("-", MINUS)


def signed(value: float, digits: int = 3) -> str:
    """Return a difference: always with its sign, except for zero."""
    text = decimal(value, digits)
    return text if value < 0 or float(text.replace(MINUS, "-")) == 0 else f"+{text}"


def count(value: float) -> str:
    """Return a whole number with its thousands apart."""
    return f"{round(value):,}"


def percent(share: float) -> str:
    """Return a share (0 to 1) as a percentage that never rounds to a false 0 or 100."""
    value = 100 * share
    if 0 < value < 0.1:  # noqa: PLR2004 - the smallest that one digit shows
        return "<0.1 %"
    return f"{value:.1f} %"


def duration(seconds: float) -> str:
    """Return seconds with three digits that count."""
    if seconds >= 100:  # noqa: PLR2004 - no decimals where they are noise
        return count(seconds)
    return f"{seconds:.1f}" if seconds >= 10 else f"{seconds:.2f}"  # noqa: PLR2004 - the same


def size(n_bytes: float) -> str:
    """Return bytes in the unit that a person reads."""
    value, units = float(n_bytes), ["bytes", "kB", "MB", "GB", "TB"]
    while value >= 1000 and len(units) > 1:  # noqa: PLR2004 - SI
        value, units = value / 1000, units[1:]
    return f"{count(value)} {units[0]}" if units[0] == "bytes" else f"{value:.3g} {units[0]}"


def interval(low: int, high: int) -> str:
    """Return a rank interval; a single rank is written once."""
    return str(low) if low == high else f"{low}{DASH}{high}"


def level(scaled: float) -> str:
    """Return the colour class of a control-scaled value: q0 (worst control or below) to q9."""
    return f"q{min(_LEVELS - 1, max(0, int(scaled * _LEVELS)))}"


@dataclass(frozen=True, slots=True)
class Bar:
    """A difference drawn from a zero line, in units of the picture (128 wide)."""

    zero: str
    x: str
    width: str
    whisker: tuple[str, str] | None
    verdict: str  # better, worse or unsure: whether the interval excludes zero


def bar(value: float, low: float | None, high: float | None, reach: tuple[float, float]) -> Bar:
    """Return the bar of a difference and its interval, on a scale from reach[0] to reach[1]."""
    left, right = min(reach[0], -_LEAST_SPAN), max(reach[1], _LEAST_SPAN)

    def place(position: float) -> float:
        return (position - left) / (right - left) * _BAR_WIDTH

    start, end = sorted((place(0.0), place(value)))
    whisker = None if low is None or high is None else (f"{place(low):.1f}", f"{place(high):.1f}")
    return Bar(f"{place(0.0):.1f}", f"{start:.1f}", f"{end - start:.1f}", whisker, _verdict(low, high))


def _verdict(low: float | None, high: float | None) -> str:
    if low is not None and low > 0:
        return "better"
    return "worse" if high is not None and high < 0 else "unsure"
