"""The figure of coverage: for every score, how often its intervals hold the truth."""

from collections.abc import Iterator, Mapping, Sequence

from stages.metrics.metric import Metric
from stages.reporting.svg import Palette, dot, drawing, line, text
from stages.simulation.rows import CoverageRow

Found = Mapping[tuple[str, str, str, str], CoverageRow]  # (embedding, score, redrawn, truth) -> row

_LEFT, _TOP, _WIDE = 180.0, 74.0, 410.0
_LANE, _GAP, _HEADING = 10.0, 9.0, 30.0  # heights: of one comparison, between scores, of a heading
_GROUPS = {"biology": "Biology kept", "batch": "Batch removed", "overall": "Overall"}
_PROMISE = 0.95
# The same colour for the same question, and the same shape for the same embedding.
_COMPARISONS = (("cells", "same_size"), ("cells", "large"), ("samples", "same_size"))
_QUESTIONS = ("other cells", "very many cells", "other donors and batches")


def coverage_figure(rows: Sequence[CoverageRow], metrics: Mapping[str, Metric], palette: Palette) -> str:
    """Return the figure as SVG: one line of markers per score and question, from 0 to 100 %."""
    found = {(row.embedding, row.score, row.redrawn, row.truth): row for row in rows}
    shapes, y = list(_legend(palette)), _TOP
    for heading, scores, embeddings in _blocks(metrics):
        y += _HEADING
        shapes.append(text(0, y - 10, heading, palette.ink, bold=True))
        for score, title in scores.items():
            shapes.append(text(_LEFT - 12, y + 1.5 * _LANE + 4, title, palette.ink, anchor="end"))
            for lane, question in enumerate(_COMPARISONS):
                drawn = [found[(embedding, score, *question)] for embedding in embeddings]
                shapes += _markers(drawn, y + (lane + 0.5) * _LANE, _colours(palette)[lane])
            y += len(_COMPARISONS) * _LANE + _GAP
    grid = list(_grid(y, palette))
    title = "The share of 95 % intervals that hold the true value, by score"
    return drawing(_LEFT + _WIDE + 24, y + 28, title, grid + shapes)


def _blocks(metrics: Mapping[str, Metric]) -> Iterator[tuple[str, dict[str, str], tuple[str, ...]]]:
    """Yield heading, score -> title, and the embeddings that have these scores."""
    both = ("frozen", "centred")
    yield "Paired difference of the two", _GROUPS, ("difference",)
    yield "Scores", _GROUPS, both
    for group in ("biology", "batch"):
        titles = {name: metric.title for name, metric in metrics.items() if metric.group == group}
        yield f"{_GROUPS[group]}: metrics", titles, both


def _colours(palette: Palette) -> tuple[str, str, str]:
    return palette.first, palette.third, palette.second


def _place(share: float) -> float:
    return _LEFT + share * _WIDE


def _legend(palette: Palette) -> Iterator[str]:
    for x, words, colour in zip((0, 130, 280), _QUESTIONS, _colours(palette), strict=True):
        yield dot(x + 5, 10, colour, radius=3.2)
        yield text(x + 14, 14, words, palette.ink)
    yield dot(5, 32, palette.soft, radius=3.2)
    yield text(14, 36, "frozen embedding, or the difference", palette.ink)
    yield dot(255, 32, palette.soft, radius=3.2, hollow=True)
    yield text(264, 36, "the same, batches half centred", palette.ink)
    yield text(
        0,
        58,
        "Across: share of 95 % intervals that hold the truth, with its own 95 % interval.",
        palette.soft,
    )


def _grid(bottom: float, palette: Palette) -> Iterator[str]:
    for tick in (0.0, 0.25, 0.5, 0.75, 1.0):
        yield line(_place(tick), _TOP, _place(tick), bottom, palette.line)
        yield text(_place(tick), bottom + 16, f"{100 * tick:g} %", palette.soft, anchor="middle")
    yield line(_place(_PROMISE), _TOP, _place(_PROMISE), bottom, palette.ink, dash="4 3")
    yield text(_place(_PROMISE), _TOP - 4, "95 %", palette.ink, anchor="middle")


def _markers(rows: Sequence[CoverageRow], y: float, colour: str) -> Iterator[str]:
    for number, row in enumerate(rows):
        if row.coverage is None or row.coverage_low is None or row.coverage_high is None:
            continue
        yield line(_place(row.coverage_low), y, _place(row.coverage_high), y, colour)
        yield dot(_place(row.coverage), y, colour, radius=3.2, hollow=number > 0)
