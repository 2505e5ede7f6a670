"""Who stands in the ranking: every submission and control, with its verdicts on the headline's datasets."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from stages.controls import Control
from stages.ranking.headline import HEADLINE_VIEW
from stages.ranking.judging import Judged
from stages.ranking.verdicts import Verdict
from stages.schema import Submission

AVG_BIO = "avg_bio"


@dataclass(frozen=True, slots=True)
class Contender:
    """A submission or control.

    Attributes
    ----------
    baseline
        Whether the maintainers list it as a baseline.
    verdicts
        Dataset of the headline -> verdict, sorted.
    avg_bio
        The metric AvgBIO as it is, not scaled, per dataset in the same order; None where undefined.
    """

    submission: str
    name: str
    kind: str
    track: str
    baseline: bool
    uses_batch: bool | None
    verdicts: Mapping[str, Verdict]
    avg_bio: tuple[float | None, ...]


def contenders(
    judged: Mapping[str, Judged],
    submissions: Mapping[str, Submission],
    controls: Mapping[str, Control],
    baselines: Collection[str],
) -> list[Contender]:
    """Return every submission and control that was evaluated, sorted by id."""
    headline = {dataset: there for dataset, there in sorted(judged.items()) if not there.outside}
    kinds = {name: one.kind for there in judged.values() for name, one in there.evaluations.items()}
    return [
        Contender(
            submission=name,
            name=submissions[name].name if kind == "submission" else controls[name].title,
            kind=kind,
            track=submissions[name].track if kind == "submission" else "control",
            baseline=kind == "submission" and name in baselines,
            uses_batch=submissions[name].runtime.uses_batch if kind == "submission" else None,
            verdicts={dataset: there.verdicts[name] for dataset, there in headline.items()},
            avg_bio=tuple(_avg_bio(headline, name)),
        )
        for name, kind in sorted(kinds.items())
    ]


def _avg_bio(headline: Mapping[str, Judged], submission: str) -> Iterator[float | None]:
    for there in headline.values():
        scores = there.evaluations[submission].scores
        value = scores.views.get(HEADLINE_VIEW["biology"], {}).get(AVG_BIO) if scores else None
        yield value.value if value else None
