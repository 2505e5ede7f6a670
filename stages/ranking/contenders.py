"""Who stands in the ranking: every submission and control, with its verdicts on the headline's datasets."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from stages.controls import Control
from stages.ranking.checking import NOT_CHECKED, Checked, is_zero_shot
from stages.ranking.exposure import UNSEEN, Exposure
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
    checked, zero_shot
        What the rehearsal says, None for a control; and whether it is zero-shot by declaration and measure.
    verdicts
        Dataset of the headline -> verdict, sorted.
    avg_bio
        The metric AvgBIO as it is, not scaled, per dataset in the same order; None where undefined.
    unseen
        Datasets of the headline of which pretraining has seen nothing.
    """

    submission: str
    name: str
    kind: str
    track: str
    baseline: bool
    uses_batch: bool | None
    checked: Checked | None
    zero_shot: bool
    verdicts: Mapping[str, Verdict]
    avg_bio: tuple[float | None, ...]
    unseen: frozenset[str]


def contenders(
    judged: Mapping[str, Judged],
    submissions: Mapping[str, Submission],
    controls: Mapping[str, Control],
    baselines: Collection[str],
    checks: Mapping[str, Checked],
    *,
    seen: Mapping[tuple[str, str], Exposure],
) -> list[Contender]:
    """Return every submission and control that was evaluated, sorted by id."""
    headline = {dataset: there for dataset, there in sorted(judged.items()) if not there.outside}
    names = sorted({name for there in judged.values() for name in there.evaluations})
    found = []
    for name in names:
        who = (
            _submission(submissions[name], checks.get(name, NOT_CHECKED))
            if name in submissions
            else _control(controls[name])
        )
        verdicts = {dataset: there.verdicts[name] for dataset, there in headline.items()}
        avg_bio = tuple(_avg_bio(headline, name))
        listed = name in submissions and name in baselines
        unseen = frozenset(
            dataset for dataset in headline if name not in submissions or seen[name, dataset].grade == UNSEEN
        )
        found.append(
            Contender(
                submission=name,
                baseline=listed,
                verdicts=verdicts,
                avg_bio=avg_bio,
                unseen=unseen,
                **who,
            )
        )
    return found


def _submission(submission: Submission, checked: Checked) -> dict[str, Any]:
    return {
        "name": submission.name,
        "kind": "submission",
        "track": submission.track,
        "uses_batch": submission.runtime.uses_batch,
        "checked": checked,
        "zero_shot": is_zero_shot(submission, checked),
    }


def _control(control: Control) -> dict[str, Any]:
    who: dict[str, Any] = dict.fromkeys(("uses_batch", "checked"))
    return who | {"name": control.title, "kind": "control", "track": "control", "zero_shot": False}


def _avg_bio(headline: Mapping[str, Judged], submission: str) -> Iterator[float | None]:
    for there in headline.values():
        scores = there.evaluations[submission].scores
        value = scores.views.get(HEADLINE_VIEW["biology"], {}).get(AVG_BIO) if scores else None
        yield value.value if value else None
