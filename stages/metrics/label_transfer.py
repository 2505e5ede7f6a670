"""The label transfer metrics in words: whether cell types carry over to batches never seen."""

from dataclasses import dataclass

from stages.metrics.metric import Metric


@dataclass(frozen=True, slots=True)
class _Words:
    """What one score says, whichever the classifier."""

    title: str
    low_means: str
    high_means: str
    formula: str
    known_failure: str


_SCORES = {
    "accuracy": _Words(
        "accuracy",
        "no cell gets its label",
        "every cell gets its label",
        "share of scored cells with the right label",
        "Large labels dominate: always saying the largest is right as often as that label is large.",
    ),
    "macro_f1": _Words(
        "macro F1",
        "no label is found",
        "every label is found, and nothing else is taken for it",
        "mean over scored labels of 2 x right / (cells of the label + cells given the label)",
        "A label of few scored cells weighs as much as one of thousands.",
    ),
    "balanced_accuracy": _Words(
        "balanced accuracy",
        "no label is found",
        "every label is found",
        "mean over scored labels of the share of its cells that get it",
        "A label of few scored cells weighs as much as one of thousands.",
    ),
    "rare_recall": _Words(
        "recall of rare types",
        "rare types are missed",
        "rare types are found",
        "mean over labels with fewer than 1 % of the cells, and 20 or more, of the share that gets it",
        "Some tens of cells decide it. Undefined where no label is that rare.",
    ),
    "lowest_recall": _Words(
        "lowest recall",
        "some label is never found",
        "every cell gets its label",
        "lowest share over scored labels of the cells that get it",
        "The smallest label decides it; one of two cells is easily missed.",
    ),
}
_CLASSIFIERS = {
    "knn": (
        "kNN",
        "Most frequent label of the 15 nearest cells of other groups, Euclidean, ties to the nearer: ",
    ),
    "logistic": (
        "logistic",
        "Multinomial logistic regression on standardised cells of other groups, C = 1, 100 steps at most: ",
    ),
}
_RULE = (
    "; a group is a donor, or a batch where donors are unknown; more than 10 groups make 5 folds; cells of a "
    "label that no other group has are not scored"
)
_SOURCE = "Leave-one-group-out; the rule of common labels as in VCBench (2026)"
_CARE = {
    "knn": "",
    "logistic": " Weights can undo a shift between batches that neighbours would suffer from.",
}


def _metric(score: str, classifier: str) -> Metric:
    words = _SCORES[score]
    name, how = _CLASSIFIERS[classifier]
    return Metric(
        name=f"transfer_{score}_{classifier}",
        title=f"Label transfer: {words.title} ({name})",
        pack="transfer",
        group="biology",
        ranked=False,
        low=0,
        high=1,
        low_means=words.low_means,
        high_means=words.high_means,
        formula=how + words.formula + _RULE,
        source=_SOURCE,
        known_failure=words.known_failure + _CARE[classifier],
        worst_control="shuffle_global",
        best_control="one_hot_labels",
        drawn=False,
    )


TRANSFER: dict[str, Metric] = {
    metric.name: metric
    for metric in (_metric(score, classifier) for classifier in _CLASSIFIERS for score in _SCORES)
}
