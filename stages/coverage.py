"""How often do the 95 % intervals hold the true value? Counted where the truth is known."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from enum import IntEnum
from functools import partial
from pathlib import Path

import numpy as np
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]  # it publishes no types

from stages.cli import run
from stages.metrics.parallel import each, n_cores
from stages.ranking.intervals import Estimate, Sampling
from stages.rows import write_rows
from stages.simulation.cells import components, truth
from stages.simulation.frozen import Projection, half_centred
from stages.simulation.outcome import Choices, outcome
from stages.simulation.rows import CoverageRow
from stages.simulation.samples import Source, source
from stages.simulation.tally import mean_value, tally

Outcome = dict[tuple[str, str], Estimate]  # (embedding, score) -> value and interval


class _Stream(IntEnum):
    """Independent streams of random numbers; the last three are the kinds of datasets."""

    POPULATION = 0
    MODEL = 1
    CELLS = 2
    SAMPLES = 3
    LARGE = 4


@dataclass(frozen=True, slots=True)
class _World:
    """What all datasets share: where cells come from, the frozen model, how scores are made."""

    source: Source
    model: Projection
    choices: Choices


@dataclass(frozen=True, slots=True)
class _Found:
    """What was found on the datasets of one kind."""

    n_cells: int
    outcomes: list[Outcome]

    def of(self, key: tuple[str, str]) -> list[Estimate]:
        return [one[key] for one in self.outcomes]


def coverage(
    *,
    seed: int,
    n_cells: int,
    n_datasets: int,
    n_cells_large: int,
    n_datasets_large: int,
    n_draws: int,
    draw_fraction: float,
    biology: float,
    batch: float,
    table: Path,
) -> None:
    """Draw datasets from one population, make their intervals as the pipeline does, and count.

    Cells are independent draws. Where samples are redrawn, every dataset has donors and batches of its
    own, as another study would.
    """
    choices = Choices(Sampling(seed, draw_fraction), n_draws, {"biology": biology, "batch": batch})
    sizes = {
        _Stream.CELLS: (n_datasets, n_cells),
        _Stream.SAMPLES: (n_datasets, n_cells),
        _Stream.LARGE: (n_datasets_large, n_cells_large),
    }
    plan = [(stream, number, size) for stream, (n, size) in sizes.items() for number in range(n)]
    with threadpool_limits(1):  # equal bytes however many cores there are
        done = each(partial(_outcome, _world(seed, choices)), plan, n_workers=n_cores())
    found = {
        stream: _Found(size, [one for one, (of, _, _) in zip(done, plan, strict=True) if of == stream])
        for stream, (_, size) in sizes.items()
    }
    write_rows(CoverageRow, _rows(found), table)


def _world(seed: int, choices: Choices) -> _World:
    """Return the population, and a model that was fitted on other cells of it."""
    origin = source(np.random.default_rng([seed, _Stream.POPULATION]))
    _, counts = origin.draw(len(origin.obs), np.random.default_rng([seed, _Stream.MODEL]))
    return _World(origin, Projection.fitted(counts, seed), choices)


def _outcome(world: _World, dataset: tuple[_Stream, int, int]) -> Outcome:
    """Draw one dataset and return what the pipeline would publish about it."""
    stream, number, n_cells = dataset
    seed = world.choices.sampling.seed
    rng = np.random.default_rng([seed, stream, number])
    origin = world.source.with_new_samples(rng) if stream == _Stream.SAMPLES else world.source
    obs, counts = origin.draw(n_cells, rng)
    answers = truth(obs, components(counts, seed))
    points = world.model.embed(counts)
    embeddings = {"frozen": points, "centred": half_centred(points, answers.batch)}
    choices = world.choices.without_draws() if stream == _Stream.LARGE else world.choices
    return outcome(embeddings, answers, choices, rng)


def _rows(found: dict[_Stream, _Found]) -> Iterator[CoverageRow]:
    """Yield a row for each score, kind of datasets and notion of truth."""
    comparisons = [
        ("cells", "same_size", found[_Stream.CELLS], found[_Stream.CELLS]),
        ("cells", "large", found[_Stream.CELLS], found[_Stream.LARGE]),
        ("samples", "same_size", found[_Stream.SAMPLES], found[_Stream.SAMPLES]),
    ]
    for redrawn, kind, drawn, true in comparisons:
        for key in drawn.outcomes[0]:
            counted = tally(drawn.of(key), mean_value(true.of(key)))
            yield CoverageRow(
                redrawn=redrawn,
                truth=kind,
                embedding=key[0],
                score=key[1],
                true_n_cells=true.n_cells,
                true_n_datasets=len(true.outcomes),
                n_cells=drawn.n_cells,
                n_datasets=len(drawn.outcomes),
                **asdict(counted),
            )


if __name__ == "__main__":
    run(coverage)
