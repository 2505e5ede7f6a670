"""The embeddings that see the truth, as they are shown beside the submissions."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Control:
    """A control: its name on the leaderboard, and what it shows."""

    title: str
    summary: str


CONTROLS: dict[str, Control] = {
    "one_hot_labels": Control(
        "One-hot labels",
        "The label itself, one dimension per cell type: the best that biology metrics can reach. Inside "
        "a type all cells coincide, so batches are mixed as far as a metric can tell ties apart.",
    ),
    "one_hot_labels_jitter": Control(
        "One-hot labels, jittered",
        "The label with uniform noise of ±0.01, so that no two cells coincide: biology without ties, and "
        "no trace of the batch.",
    ),
    "one_hot_batches": Control(
        "One-hot batches",
        "The batch itself, one dimension per batch: the worst that batch metrics can meet. It knows "
        "nothing about biology beyond what batch and label share.",
    ),
    "shuffle_global": Control(
        "Shuffle",
        "The unintegrated components given to the wrong cells: no biology is left, and no batch effect "
        "either. What still scores here rewards the destruction of the data.",
    ),
    "shuffle_within_batch": Control(
        "Shuffle within batch",
        "The unintegrated components permuted among the cells of a batch: the batch effect stays, the "
        "biology goes.",
    ),
    "shuffle_within_label": Control(
        "Shuffle within label",
        "The unintegrated components permuted among the cells of a type: the types stay, and the batch "
        "effect inside them goes.",
    ),
}
