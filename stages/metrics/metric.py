"""What a metric is, apart from how it is computed: aggregate and publish read only this."""

from dataclasses import dataclass

from stages.records import Group


@dataclass(frozen=True, slots=True)
class Metric:
    """A row of the registry.

    Attributes
    ----------
    name
        Key in scores files and tables; the function of `compute.py` that makes it has this key too.
    title
        Name shown to readers.
    pack
        The published set the metric belongs to.
    group
        `biology` (higher keeps cell types better), `batch` (higher mixes batches better) or `diagnostic`.
    ranked
        Whether it counts in the mean of its group.
    low, high
        Ends of the range of the value.
    low_means, high_means
        What a value at either end says about the embedding.
    formula
        How it is computed, with every number that could have been another one.
    source
        Where the definition is published.
    known_failure
        When not to believe it.
    worst_control, best_control
        Controls whose values on the same dataset are 0 and 1 of the scaled score; None: not scaled.
    drawn
        Whether it is repeated on draws of cells, which gives its interval; what is slow or only shown
        is not.
    """

    name: str
    title: str
    pack: str
    group: Group
    ranked: bool
    low: float
    high: float
    low_means: str
    high_means: str
    formula: str
    source: str
    known_failure: str
    worst_control: str | None
    best_control: str | None
    drawn: bool = True


class Undefined(Exception):  # noqa: N818 - no error: the metric has no value on these cells
    """The metric has no value on these cells; the text says why."""
