"""Time and the speed of a matrix product, on a processor's one thread or on a GPU."""

import time
from collections.abc import Callable
from typing import Any

import numpy as np
import torch

_SIDE = {"cpu": 2048, "cuda": 8192}
_REPEATS = 3


def devices() -> list[str]:
    """Return what this machine can be measured on."""
    return ["cpu", *(["cuda"] if torch.cuda.is_available() else [])]


def name_of(device: str) -> str:
    """Return what a table calls the device."""
    return torch.cuda.get_device_name() if device == "cuda" else "CPU, one thread"


def timed(work: Callable[[], Any], device: str, repeats: int = 1) -> tuple[float, Any]:
    """Return the fewest seconds of some runs, and what the last one returned.

    CPU seconds of a processor, which others may use too; seconds on the clock of a GPU, which is ours.
    """
    seconds, result = [], None
    for _ in range(repeats):
        started = _now(device)
        result = work()
        seconds.append(_now(device) - started)
    return min(seconds), result


def peak_flops(device: str, precision: str) -> float:
    """Return operations per second of a product of large matrices: the most that a network could reach."""
    side = _SIDE[device]
    square = torch.rand(side, side, device=device).to(getattr(torch, precision))
    seconds, _ = timed(lambda: square @ square, device, _REPEATS)
    return 2 * side**3 / seconds


def encoder_flops(lengths: np.ndarray, width: int, wide: int, n_layers: int) -> float:
    """Return operations of the matrix products of an encoder on cells of so many tokens, without padding.

    Per layer and token: 8 width^2 for queries, keys, values and output, 4 width wide for the two maps
    between, and 4 width per pair of tokens.
    """
    n_tokens = lengths.astype(float)  # 1,200 tokens have more operations than 32 bits count
    per_token = 8 * width**2 + 4 * width * wide
    return float(n_layers * (n_tokens * per_token + 4 * width * n_tokens**2).sum())


def _now(device: str) -> float:
    if device == "cuda":
        torch.cuda.synchronize()
        return time.perf_counter()
    return time.process_time()
