"""The table of a model's speed beside upstream's: a row for each case and precision."""

from collections.abc import Mapping

PRECISIONS = ("float32", "bfloat16", "float16")
_HEAD = (
    "| cells per second | tokens, median | precision | ours | upstream | ratio | share of a matrix product "
)


def speed_table(
    name: str, cases: Mapping[str, Mapping[str, float]], apart: Mapping[str, str], tokens: str
) -> str:
    """Return the Markdown of one device, as far as precisions were measured.

    Parameters
    ----------
    name
        Of the device.
    cases
        What was measured, by the words that a row begins with.
    apart
        What tells vectors apart, such as `difference`, and the format of each: of float32 from upstream's,
        of half precision from float32.
    tokens
        Format of a number of tokens.
    """
    rule = "|---|--:|---" + "|--:" * (4 + len(apart)) + "|"
    head = f"{_HEAD}| {' | '.join(apart)} |\n{rule}"
    rows = [
        _row(title, found, precision, apart, tokens)
        for title, found in cases.items()
        for precision in PRECISIONS
        if f"{precision}_per_s" in found
    ]
    return "\n".join([f"On {name}:", "", head, *rows])


def _row(
    title: str, found: Mapping[str, float], precision: str, apart: Mapping[str, str], tokens: str
) -> str:
    speed, theirs = found[f"{precision}_per_s"], found.get("upstream_per_s")
    other = "upstream" if precision == "float32" else precision
    keys = {f"{other}_{what}": form for what, form in apart.items()}
    cells = [
        title,
        format(found["median_tokens"], tokens),
        precision,
        f"{speed:,.2f}",
        f"{theirs:,.2f}" if theirs else "not run",
        f"{speed / theirs:.2f}" if theirs else "",
        f"{found[f'{precision}_share']:.0%}",
        *(format(found[key], form) if key in found else "" for key, form in keys.items()),
    ]
    return f"| {' | '.join(cells)} |"
