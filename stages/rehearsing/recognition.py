"""How well cell types are recognised from vectors: what damage to the cells must, or must not, change."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from stages.rehearsing.similarity import Vectors, nearest

N_PERMUTATIONS = 200
N_DRAWS = 1000
_FEWEST = 15  # cells of a type whose recognition is counted

Codes = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Recognition:
    """What a vote of the 15 nearest other cells says of each cell's type.

    Attributes
    ----------
    labels, votes
        Type and voted type of each cell, as numbers; (n_cells,).
    accuracy
        Balanced: the mean over types of the share of cells that are recognised, 0 to 1.
    chance, chance_sd
        Mean and standard deviation of the accuracy over 200 permutations of the labels.
    """

    labels: Codes
    votes: Codes
    accuracy: float
    chance: float
    chance_sd: float

    @property
    def at_most_chance(self) -> float:
        """Return the highest accuracy that passes for chance: five standard deviations above."""
        return self.chance + 5 * self.chance_sd


def recognise(vectors: Vectors, labels: npt.NDArray[np.object_], rng: np.random.Generator) -> Recognition:
    """Vote on the type of each cell from the vectors of the others."""
    codes = np.unique(labels, return_inverse=True)[1].astype(np.int64)
    neighbours = nearest(vectors)
    votes = _votes(neighbours, codes)
    by_chance = [
        balanced_accuracy(shuffled, _votes(neighbours, shuffled))
        for shuffled in (rng.permutation(codes) for _ in range(N_PERMUTATIONS))
    ]
    return Recognition(
        codes,
        votes,
        balanced_accuracy(codes, votes),
        float(np.mean(by_chance)),
        float(np.std(by_chance)),
    )


def balanced_accuracy(labels: Codes, votes: Codes) -> float:
    """Return the mean over types of at least 15 cells of the share that is recognised, 0 to 1."""
    sizes = np.bincount(labels)
    right = np.bincount(labels[labels == votes], minlength=len(sizes))
    counted = sizes >= _FEWEST
    return float(np.mean(right[counted] / sizes[counted]))


def drop(before: Recognition, after: Recognition, rng: np.random.Generator) -> tuple[float, float, float]:
    """Return by how much accuracy falls, with the ends of its 95 % bootstrap interval over cells."""
    drawn = []
    for _ in range(N_DRAWS):
        cells = rng.integers(len(before.labels), size=len(before.labels))
        drawn.append(
            balanced_accuracy(before.labels[cells], before.votes[cells])
            - balanced_accuracy(after.labels[cells], after.votes[cells])
        )
    low, high = np.quantile(drawn, [0.025, 0.975])
    return before.accuracy - after.accuracy, float(low), float(high)


def _votes(neighbours: npt.NDArray[np.int64], labels: Codes) -> Codes:
    """Return the commonest label among the neighbours of each cell."""
    n_labels = int(labels.max()) + 1
    ballots = np.zeros((len(labels), n_labels))
    for column in labels[neighbours].T:
        ballots[np.arange(len(labels)), column] += 1
    votes: Codes = ballots.argmax(axis=1).astype(np.int64)
    return votes
