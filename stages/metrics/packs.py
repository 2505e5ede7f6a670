"""The published sets that metrics belong to, each with a version of its own."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pack:
    """A set of metrics that is cited as one.

    Attributes
    ----------
    name
        What `Metric.pack` says.
    version
        A whole number from 1 on. It rises whenever a metric of the pack gets another value on the same
        cells, or joins or leaves; the changes say which, and why. A text alone leaves it.
    summary
        What the pack asks.
    source
        Where the set is defined.
    shared
        Metrics of other packs that the set has too: they are computed once.
    """

    name: str
    version: int
    summary: str
    source: str
    shared: tuple[str, ...] = ()


PACKS: dict[str, Pack] = {
    "scib": Pack(
        name="scib",
        version=1,
        summary="whether cell types are kept and batches removed; the leaderboard ranks by it",
        source="M. D. Luecken et al., Nat. Methods 19 (2022); the set of scib-metrics 0.5.10, k-means with "
        "ten starts, and CiLISI",
    ),
    "kedzierska2025": Pack(
        name="kedzierska2025",
        version=1,
        summary="the protocol of the paper that the benchmark began with, on all cells and on ten subsamples "
        "of a tenth of them",
        source="K. Z. Kedzierska et al., Genome Biol. 26:101 (2025)",
        shared=("silhouette_label", "silhouette_batch", "pcr_comparison"),
    ),
    "transfer": Pack(
        name="transfer",
        version=1,
        summary="whether labels carry over to donors or batches that were never seen",
        source="15 nearest neighbours and logistic regression, untuned, on groups left out; labels on both "
        "sides of the split count",
    ),
    "geometry": Pack(
        name="geometry",
        version=1,
        summary="what an embedding looks like, whatever its labels; diagnostics, never ranked",
        source="P. Gao et al. (2017); O. Roy and M. Vetterli (2007); K. Ethayarajh (2019); M. Radovanović "
        "et al. (2010)",
    ),
}
