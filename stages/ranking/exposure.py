"""Whether a submission's weights may have seen a dataset: the worst that is known of any of its corpora."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from stages.catalog import Dataset, Grade
from stages.corpora import Corpus, corpus_named, require_known, with_parts
from stages.schema import Submission

# From the worst to the best: an unknown corpus is worse than a clean one, and never shown as one.
GRADES: Final[tuple[Grade, ...]] = ("labels_seen", "seen", "likely", "partial", "unknown", "unseen")
UNSEEN: Final = "unseen"
ANY: Final = "any"  # what holds for every corpus, of a dataset that cannot have been in one
_NOTHING_TRAINED = "nothing was trained before it saw these cells"


@dataclass(frozen=True, slots=True)
class Exposure:
    """What is known, and on what grounds."""

    grade: Grade
    evidence: str


NO_WEIGHTS: Final = Exposure(UNSEEN, _NOTHING_TRAINED)  # as every control of ours
Corpora = Mapping[str, Corpus]
Submissions = Mapping[str, Submission]


def require_corpora(dataset: Dataset, corpora: Corpora, catalog: Path) -> None:
    """Raise BenchmarkError if the catalog says something of a corpus that nobody described."""
    for number, known in enumerate(dataset.contamination):
        if known.corpus != ANY:
            require_known(known.corpus, corpora, f"{catalog}: {dataset.id}.contamination[{number}].corpus")


def exposure(submission: Submission, dataset: Dataset, others: Submissions, corpora: Corpora) -> Exposure:
    """Return what a submission's weights have seen of a dataset.

    Parameters
    ----------
    others
        Every submission by id: `adapted_from` may name one, and its corpora are then inherited.
    corpora
        What data/corpora.yaml says.
    """
    if _trained_on_nothing(submission):
        return NO_WEIGHTS
    if not submission.pretraining:
        return Exposure("unknown", "it has weights, and says of no corpus that they were trained on it")
    found = [
        _of_corpus(name, text, dataset, corpora)
        for name, text in sorted(_corpora_of(submission, others, corpora), key=str)
    ]
    worst = min(found, key=lambda one: GRADES.index(one.grade))
    if submission.supervised_pretraining and worst.grade == "seen":
        return Exposure("labels_seen", f"{worst.evidence}; trained on cell type labels")
    return worst


def _trained_on_nothing(submission: Submission) -> bool:
    """Return whether there is nothing that could have seen anything: no weights, no corpus, no claim."""
    return not (submission.pretraining or submission.runtime.checkpoint or submission.track == "zero-shot")


def _corpora_of(
    submission: Submission, others: Submissions, corpora: Corpora, seen: frozenset[str] = frozenset()
) -> set[tuple[str | None, str]]:
    """Return (corpus or None if nobody described it, how it is named) of all that the weights stem from."""
    found: set[tuple[str | None, str]] = set()
    for entry in submission.pretraining:
        found |= _parts_of(entry.corpus, corpora)
        parent = entry.adapted_from
        if parent is None or parent in seen:
            continue
        if parent in others:
            found |= _corpora_of(others[parent], others, corpora, seen | {submission.id, parent})
        else:
            found |= _parts_of(parent, corpora)
    return found


def _parts_of(text: str, corpora: Corpora) -> set[tuple[str | None, str]]:
    name = corpus_named(text, corpora)
    return {(part, corpora[part].title) for part in with_parts(name, corpora)} if name else {(None, text)}


def _of_corpus(name: str | None, text: str, dataset: Dataset, corpora: Corpora) -> Exposure:
    """Return what the catalog says of one corpus and the dataset, with the grounds."""
    for known in dataset.contamination:
        if known.corpus in {name, ANY}:
            labels = known.grade == "seen" and name is not None and corpora[name].labels
            return Exposure("labels_seen" if labels else known.grade, f"{text}: {known.evidence}")
    why = "nobody has looked into it" if name else "not in data/corpora.yaml"
    return Exposure("unknown", f"{text}: {why}")


def exposures(
    listed: Submissions, datasets: Mapping[str, Dataset], corpora: Corpora
) -> Iterator[tuple[tuple[str, str], Exposure]]:
    """Yield ((submission, dataset), exposure) of every pair."""
    for name, submission in listed.items():
        for dataset, entry in datasets.items():
            yield (name, dataset), exposure(submission, entry, listed, corpora)
