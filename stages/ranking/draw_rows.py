"""Rows of draws.parquet: what every interval over cells is made of."""

from collections.abc import Iterator
from itertools import zip_longest
from math import isfinite

from stages.draws import DrawRow
from stages.ranking.judging import Judged


def draw_rows(judged: Judged, submission: str, dataset: str) -> Iterator[DrawRow]:
    """Yield the draws of one evaluation, in their order; none where neither group was drawn."""
    found = judged.verdicts[submission]
    for draw, (biology, batch) in enumerate(zip_longest(found.biology.draws, found.batch.draws)):
        yield DrawRow(submission, dataset, draw, _known(biology), _known(batch))


def _known(value: float | None) -> float | None:
    return float(value) if value is not None and isfinite(value) else None
