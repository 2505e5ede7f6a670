"""Several works, one after the other and again: what else a machine does falls on all of them alike."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.device import timed
from benchmarks.speed_table import PRECISIONS

_Works = Mapping[tuple[str, str], Callable[[], Any]]


def precisions(device: str) -> tuple[str, ...]:
    """Return what is measured on a device: float16 is for GPUs."""
    return tuple(name for name in PRECISIONS if device == "cuda" or name != "float16")


def fewest_seconds(
    works: _Works, upstream: Callable[[], Mapping[str, float]] | None, device: str, n_rounds: int
) -> tuple[dict[tuple[str, str], float], dict[tuple[str, str], Any]]:
    """Return the fewest seconds of every work over all rounds, and what it returned.

    Parameters
    ----------
    works
        By case and precision.
    upstream
        Returns seconds by case, given under the precision `upstream`; None: only ours is measured.
    device, n_rounds
        As in `timed`; at least 1.
    """
    least: dict[tuple[str, str], float] = {}
    results: dict[tuple[str, str], Any] = {}
    for _ in range(n_rounds):
        found = {(case, "upstream"): seconds for case, seconds in (upstream() if upstream else {}).items()}
        for key, work in works.items():
            found[key], results[key] = timed(work, device)
        least = {key: min(seconds, least.get(key, seconds)) for key, seconds in found.items()}
    return least, results


def speeds(
    least: Mapping[tuple[str, str], float], case: str, n_cells: int, flops: float, peaks: Mapping[str, float]
) -> dict[str, float]:
    """Return cells per second of a case by precision, and shares of the speed of a matrix product.

    Parameters
    ----------
    least
        Seconds by case and precision.
    case, n_cells, flops
        Which case, its cells, and the operations of its matrix products.
    peaks
        Operations per second of a product of large matrices, by precision.
    """
    seconds = {name: spent for (found, name), spent in least.items() if found == case}
    rates = {f"{name}_per_s": n_cells / spent for name, spent in seconds.items()}
    return rates | {f"{name}_share": flops / seconds[name] / peak for name, peak in peaks.items()}


def other_vectors(
    case: str, vectors: Mapping[tuple[str, str], np.ndarray], theirs: Path
) -> dict[str, np.ndarray]:
    """Return what float32 of a case is compared with: half precision, and upstream's file if any."""
    found = {name: made for (of, name), made in vectors.items() if of == case and name != "float32"}
    return found | ({"upstream": np.load(theirs)} if theirs.exists() else {})
