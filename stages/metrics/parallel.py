"""The same work on many inputs, in several processes where the machine has cores for them."""

import multiprocessing
import os
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from typing import Any, TypeVar

Input = TypeVar("Input")
Output = TypeVar("Output")

_work: list[Callable[[Any], Any]] = []  # in a worker: the function it was born with


def n_cores() -> int:
    """Return the cores this process may use."""
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else (os.cpu_count() or 1)


def each(function: Callable[[Input], Output], inputs: Sequence[Input], *, n_workers: int) -> list[Output]:
    """Return `function` of every input, in order.

    Workers are forks: they start with all that was read and imported, in milliseconds, which only
    Linux does safely; elsewhere the work is done here. Threads are no way: igraph has one generator of
    random numbers per process.
    """
    n_workers = min(n_workers, len(inputs)) if sys.platform == "linux" else 1
    if n_workers <= 1:
        return [function(one) for one in inputs]
    context = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(n_workers, context, _adopt, (function,)) as pool:
        return list(pool.map(_apply, inputs))


def _adopt(function: Callable[[Any], Any]) -> None:
    _work[:] = [function]


def _apply(one: Any) -> Any:  # noqa: ANN401 - whatever the function takes and gives
    return _work[0](one)
